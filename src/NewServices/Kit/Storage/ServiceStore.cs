using System.Data.Common;

namespace Hub.ServiceKit.Storage;

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

    /// <summary>Tables that the kit keeps for the service beside its own, such as the outbox's.</summary>
    protected virtual IReadOnlyList<SharedTables> Shared => [];

    /// <summary>Brings the tables up to date.</summary>
    public async Task MigrateAsync()
    {
        await Database.MigrateAsync(name, migrations);
        foreach (var tables in Shared)
            await Database.MigrateAsync(tables.Component, tables.Migrations);
    }

    /// <summary>
    /// Writes records, one write at a time over all nodes: whether a record is there already, and what it says, still holds
    /// when it is saved. Each write gives out the log's next position anyway, which lets no two run side by side.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write) => Database.WriteInTurnAsync(name, write);

    /// <summary>
    /// Tries a write: it sees what <see cref="WriteAsync{T}"/> would and returns what that would return, and all of it is rolled
    /// back, the numbers it took among it.
    /// </summary>
    public async Task<T> TryAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        T? result = default;
        try
        {
            return await WriteAsync<T>(async (connection, transaction) =>
            {
                result = await write(connection, transaction);
                throw new TriedException();
            });
        }
        catch (TriedException)
        {
            return result!;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    // What a write throws is the one thing that undoes it, and it alone, in each of the stores.
    private sealed class TriedException() : Exception("The write was tried, and is rolled back.");
}

/// <summary>Tables of the kit's that a service's store may have.</summary>
/// <param name="Component">What their versions are counted under.</param>
/// <param name="Migrations">The statements that make and change them.</param>
public sealed record SharedTables(string Component, SqlFile Migrations);
