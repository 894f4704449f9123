using System.Data.Common;
using Hub.Platform.Storage;

namespace Hub.Orders.Storing;

/// <summary>The service's own store; nobody else reads or writes it.</summary>
internal sealed class OrdersStore(Stores stores) : IAsyncDisposable
{
    public const string Name = "orders";
    private static readonly SqlFile Sql = SqlFile.Of<OrdersStore>();

    public Database Database { get; } = stores.Open(Name);

    public Task MigrateAsync() => Database.MigrateAsync(Name, Sql);

    /// <summary>
    /// Writes orders, one write at a time over all nodes: whether an order is there already, and in which version, still
    /// holds when it is saved. Each of them gives out the log's next position anyway, which lets no two run side by side.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write) => Database.WriteInTurnAsync(Name, write);

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
