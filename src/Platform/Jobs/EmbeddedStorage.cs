using Hangfire;
using Hangfire.Storage;
using Hangfire.Storage.SQLite;

namespace Hub.Platform.Jobs;

/// <summary>
/// The engine's SQLite storage, for the one process that has the file. The package (0.4.3) renews its locks from another
/// thread over the connection at work, whose answers are then mixed up. Here locks are this process's, and end with it.
/// </summary>
internal sealed class EmbeddedStorage : SQLiteStorage
{
    private readonly SQLiteStorageOptions _options;
    private readonly NamedLocks _locks = new();

    public EmbeddedStorage(string path, SQLiteStorageOptions options)
        : base(path, options) => _options = options;

    public override IStorageConnection GetConnection() => new Connection(CreateAndOpenConnection(), this);

    // Asked for, it is the package's own; the engine takes the connection's where there is none.
    public override bool HasFeature(string featureId) =>
        featureId != JobStorageFeatures.Transaction.AcquireDistributedLock && base.HasFeature(featureId);

    private sealed class Connection : HangfireSQLiteConnection
    {
        private readonly EmbeddedStorage _storage;

        public Connection(HangfireDbContext database, EmbeddedStorage storage)
            : base(database, storage._options, storage.QueueProviders) => _storage = storage;

        public override IDisposable AcquireDistributedLock(string resource, TimeSpan timeout) =>
            _storage._locks.TryTake(resource, timeout) ?? throw new DistributedLockTimeoutException(resource);
    }
}
