using Microsoft.Data.Sqlite;

namespace Hub.ServiceKit.Storage;

/// <summary>
/// The one connection that writes a SQLite file. Opened anew after a failure; another one, which is never used, stays open,
/// so that the write-ahead log and its index stay in place and need no space on a full disk.
/// </summary>
/// <param name="location">The file.</param>
/// <param name="connect">Opens an unpooled connection that waits so many seconds for other processes' locks.</param>
internal sealed class SqliteWriter(string location, Func<int, Task<SqliteConnection>> connect) : IAsyncDisposable
{
    /// <summary>For how many seconds another process's lock is waited for.</summary>
    public const int Patience = 5;

    private const int PatienceOnceLocked = 1;
    // Milliseconds.
    private const int LookAgainAfter = 100;
    private SqliteConnection? _anchor;
    private SqliteConnection? _connection;
    private long _lookedAt;
    private bool _hasMovedLately;

    /// <summary>Whether the file was opened, and so was there.</summary>
    public bool IsOpened => Volatile.Read(ref _anchor) is not null;

    /// <summary>Whether the file was deleted or replaced.</summary>
    public bool HasMoved => Volatile.Read(ref _anchor) is { } anchor && SqliteFile.HasMoved(anchor);

    /// <summary>
    /// Whether the file was deleted or replaced when it was last looked at, a tenth of a second ago at most. For reads, of
    /// which there are many: each look is a call of the system, made by one thread at a time.
    /// </summary>
    public bool HasMovedLately
    {
        get
        {
            var now = Environment.TickCount64;
            if (now - Volatile.Read(ref _lookedAt) < LookAgainAfter)
                return Volatile.Read(ref _hasMovedLately);
            Volatile.Write(ref _lookedAt, now);
            var moved = HasMoved;
            Volatile.Write(ref _hasMovedLately, moved);
            return moved;
        }
    }

    /// <summary>
    /// Commits writes together, each in a savepoint of its own. One that fails is rolled back alone and told so.
    /// </summary>
    /// <param name="batch">The writes.</param>
    /// <param name="failedBefore">Whether the batch before failed, so that nobody waits long for a lock once more.</param>
    /// <exception cref="System.Data.Common.DbException">
    /// None of them was written, or nobody knows: the store failed, and the caller tells them.
    /// </exception>
    /// <returns>Those that are on disk now, and not told yet.</returns>
    public async Task<List<SqliteWrite>> CommitAsync(IReadOnlyList<SqliteWrite> batch, bool failedBefore)
    {
        var committing = false;
        try
        {
            var connection = await OpenAsync(failedBefore ? PatienceOnceLocked : Patience);
            if (HasMoved)
                throw new StoreNotWritableException(location, SqliteFaults.Moved);
            var written = new List<SqliteWrite>(batch.Count);
            var transaction = connection.BeginTransaction(deferred: false);
            foreach (var write in batch)
                if (await RunAsync(connection, transaction, write))
                    written.Add(write);
            committing = true;
            await transaction.CommitAsync();
            // Deleted in between, the commit went into a file that nobody finds again.
            if (HasMoved)
                throw new CommitInDoubtException(location, new IOException(SqliteFaults.Moved));
            return written;
        }
        catch (Exception e)
        {
            await CloseAsync();
            throw SqliteFaults.Tell(location, e, committing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_anchor is { } anchor)
            await CloseAsync(anchor);
        Volatile.Write(ref _anchor, null);
    }

    private static async Task<bool> RunAsync(SqliteConnection connection, SqliteTransaction transaction, SqliteWrite write)
    {
        await transaction.SaveAsync("w");
        var written = true;
        try
        {
            await write.Run(connection, transaction);
        }
        // What a write throws is its caller's to see and must not take the others down, unless it would meet them too.
#pragma warning disable CA1031
        catch (Exception e) when (!SqliteFaults.IsOfStore(e) && SqliteFile.IsInTransaction(connection))
#pragma warning restore CA1031
        {
            await transaction.RollbackAsync("w");
            write.Failed(e);
            written = false;
        }

        await transaction.ReleaseAsync("w");
        return written;
    }

    private async Task<SqliteConnection> OpenAsync(int patience)
    {
        if (_connection is { } open)
        {
            open.DefaultTimeout = patience;
            return open;
        }

        var connection = await connect(patience);
        try
        {
            await using (var pragma = connection.CreateCommand())
            {
                pragma.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
                await pragma.ExecuteNonQueryAsync();
            }

            if (_anchor is null)
                Volatile.Write(ref _anchor, await AnchorAsync(patience));
            return _connection = connection;
        }
        catch
        {
            await CloseAsync(connection);
            throw;
        }
    }

    private async Task<SqliteConnection> AnchorAsync(int patience)
    {
        var anchor = await connect(patience);
        await using var read = anchor.CreateCommand();
        // Opens the log and its index.
        read.CommandText = "SELECT COUNT(*) FROM sqlite_master";
        await read.ExecuteScalarAsync();
        return anchor;
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
            await CloseAsync(connection);
        _connection = null;
    }

    private static async Task CloseAsync(SqliteConnection connection)
    {
        try
        {
            await connection.DisposeAsync();
        }
#pragma warning disable CA1031 // it is thrown away because it failed; what it says of that helps nobody
        catch (Exception)
#pragma warning restore CA1031
        {
            // Its transaction goes with it.
        }
    }
}

/// <summary>A write that waits for its turn.</summary>
/// <param name="Run">Carries it out.</param>
/// <param name="Done">Tells its caller that it is on disk.</param>
/// <param name="Failed">Tells its caller why it is not.</param>
/// <param name="MayUseReserve">Whether it may use the space that is kept for it on a full disk.</param>
internal sealed record SqliteWrite(
    Func<SqliteConnection, SqliteTransaction, Task> Run, Action Done, Action<Exception> Failed, bool MayUseReserve);
