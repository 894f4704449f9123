using System.Data.Common;
using Hub.Platform.Storage;

namespace Hub.Customers.Storing;

/// <summary>The service's own store; nobody else reads or writes it.</summary>
internal sealed class CustomersStore(Stores stores) : IAsyncDisposable
{
    public const string Name = "customers";
    private static readonly SqlFile Sql = SqlFile.Of<CustomersStore>();

    public Database Database { get; } = stores.Open(Name);

    public Task MigrateAsync() => Database.MigrateAsync(Name, Sql);

    /// <summary>
    /// Writes customers, one write at a time over all nodes: whether a customer is there already, and what it says, still
    /// holds when it is saved. Each of them gives out the log's next position anyway, which lets no two run side by side.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write) => Database.WriteInTurnAsync(Name, write);

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
