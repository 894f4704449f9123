using System.Data.Common;

namespace Hub.Platform.Storage;

/// <summary>A new service's own store; nobody else reads or writes it.</summary>
/// <param name="stores">Opens it.</param>
/// <param name="name">The store's name, which is the service's.</param>
/// <param name="migrations">The statements that make and change its tables.</param>
public abstract class ServiceStore(Stores stores, string name, SqlFile migrations) : IAsyncDisposable
{
    /// <summary>What the service is called: <c>orders</c>.</summary>
    public string Name => name;

    /// <summary>The store itself.</summary>
    public Database Database { get; } = stores.Open(name);

    /// <summary>Brings the tables up to date.</summary>
    public Task MigrateAsync() => Database.MigrateAsync(name, migrations);

    /// <summary>
    /// Writes records, one write at a time over all nodes: whether a record is there already, and what it says, still holds
    /// when it is saved. Each write gives out the log's next position anyway, which lets no two run side by side.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write) => Database.WriteInTurnAsync(name, write);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
