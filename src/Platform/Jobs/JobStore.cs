using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Storage.SQLite;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Jobs;

/// <summary>
/// Where the engine keeps jobs and their runs: the file <c>jobs.db</c> in the data folder, or the schema <c>jobs</c> of the
/// database. Opened when first asked, and asked again where that failed, so that a hub starts while its store is away.
/// </summary>
internal sealed class JobStore(DataFolder data, Stores stores, JobOptions options) : IDisposable
{
    private const string Name = "jobs";

    // Every node of a hub has the engine; what it keeps connections for (locks, workers, its own upkeep) is known.
    private const int Connections = 8;
    private readonly Lock _gate = new();
    private JobStorage? _storage;

    /// <summary>Whether other processes may have the same jobs.</summary>
    public bool IsShared => stores.AreShared;

    /// <exception cref="System.Data.Common.DbException">The database does not answer.</exception>
    public JobStorage Open()
    {
        lock (_gate)
            return _storage ??= stores.ConnectionString(Name, Connections) is { } connection
                ? OpenPostgres(connection)
                : OpenSqlite();
    }

    public void Dispose() => (_storage as IDisposable)?.Dispose();

    private PostgreSqlStorage OpenPostgres(string connection)
    {
        var settings = new PostgreSqlStorageOptions
        {
            SchemaName = Name,
            QueuePollInterval = options.Poll,
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = options.TakeOver,
            // Its locks are rows: one that a killed node left behind counts as long as it may be at work.
            DistributedLockTimeout = options.TakeOver,
            // Whoever opens it asks again.
            StartupConnectionMaxRetries = 0,
            AllowDegradedModeWithoutStorage = false,
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connection, settings), settings);
    }

    // A run is handed out once: nobody but this process has the file, and what it leaves behind is handed out again at its
    // next start.
    private EmbeddedStorage OpenSqlite() => new(data.File($"{Name}.db"), new SQLiteStorageOptions
    {
        QueuePollInterval = options.Poll,
        InvisibilityTimeout = TimeSpan.FromDays(3650),
        JournalMode = SQLiteStorageOptions.JournalModes.WAL,
    });
}
