using Hub.Adapters.Tests.Stubs;
using Hub.ServiceKit.Storage;

namespace Hub.Adapters.Tests.Sql;

/// <summary>A database of the test's own, with the adapters before it.</summary>
public abstract class WrappedDatabase : IAsyncLifetime
{
    private ISqlUnderTest? _database;
    private RunningAdapters? _hub;

    internal ISqlUnderTest Database => _database!;

    internal RunningAdapters Hub => _hub!;

    /// <summary>Where the hub keeps its own state; null for SQLite.</summary>
    private protected virtual StoreOptions? Store => null;

    internal abstract Task<ISqlUnderTest> CreateAsync();

    /// <summary>What makes the tables, in the database's own words.</summary>
    private protected abstract string Tables { get; }

    /// <summary>Starts the adapters as most tests want them.</summary>
    private protected abstract Task<RunningAdapters> StartHubAsync();

    public async ValueTask InitializeAsync()
    {
        _database = await CreateAsync();
        try
        {
            await ExecuteAsync(Tables);
            _hub = await StartHubAsync();
        }
        catch
        {
            // Nobody disposes what did not start, and the next test waits for this database.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the adapters and starts others, on the same data folder where it is kept.</summary>
    private protected async Task RestartAsync(Func<Task<RunningAdapters>> start, bool keepData = false)
    {
        await Hub.DisposeAsync(keepData);
        _hub = await start();
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var connection = await Database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
