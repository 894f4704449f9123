using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Hub.ServiceKit.Storage;

/// <summary>
/// One SQLite file: a single writer with a queue, readers apart, write-ahead log, every commit on disk before it is
/// acknowledged. Writes that wait together are committed together. While the file cannot be written, whoever waits is told
/// at once; the next write finds out whether it can be again.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    private const int LargestBatch = 64;
    private const long FreeAgain = 1024 * 1024;
    private const long NoSpace = 64 * 1024;
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestBatch = TimeSpan.FromSeconds(30);
    private readonly string _path;
    private readonly DiskReserve? _reserve;
    private readonly SqliteWriter _writer;
    private readonly Channel<SqliteWrite> _writes =
        Channel.CreateBounded<SqliteWrite>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly Task _writing;
    private volatile bool _failed;
    private volatile bool _isFull;
    private long _busySince;
    private Task _probing = Task.CompletedTask;

    /// <summary>Opens a file; it and its folder are created if need be.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reserve">Space for writes that must be possible on a full disk; null where there are none.</param>
    public SqliteDatabase(string path, DiskReserve? reserve = null)
        : base(path)
    {
        SQLitePCL.Batteries_V2.Init();
        _path = Path.GetFullPath(path);
        _reserve = reserve;
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        ReadingConnection = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            DefaultTimeout = SqliteWriter.Patience,
        }.ToString();
        _writer = new SqliteWriter(path, seconds => ConnectAsync(WritingConnection(seconds)));
        _writing = Task.Run(WriteLoopAsync);
    }

    private string ReadingConnection { get; }

    internal override bool IsShared => false;

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read)
    {
        await using var connection = await ConnectAsync(ReadingConnection);
        if (_writer.HasMovedLately)
            throw new StoreUnreachableException(Location, SqliteFaults.Moved);
        return await read(connection);
    }

    public override async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        T result = default!;
        try
        {
            await _writes.Writer.WriteAsync(new SqliteWrite(
                async (connection, transaction) => result = await write(connection, transaction),
                () => done.TrySetResult(result),
                error => done.TrySetException(error),
                DiskReserve.IsGranted));
        }
        catch (ChannelClosedException e)
        {
            throw new StoreUnreachableException(Location, "it is closed", e);
        }

        return await done.Task;
    }

    // There is one writer, and its transactions lock out those of another process: every write is in turn.
    public override Task<T> WriteInTurnAsync<T>(string turn, Func<DbConnection, DbTransaction, Task<T>> write) =>
        WriteAsync(write);

    internal override async Task CheckAsync()
    {
        var since = Interlocked.Read(ref _busySince);
        var took = since == 0 ? TimeSpan.Zero : TimeProvider.System.GetElapsedTime(since);
        if (took > LongestBatch)
            Report($"a write has not ended for {took.TotalSeconds:0} s, and others wait for it");
        else if (Problem is null && _writer.HasMoved)
            Report(SqliteFaults.Moved);
        else if (Problem is not null)
        {
            // Behind a write that does not end it would wait for ever.
            if (_probing.IsCompleted)
                _probing = ProbeAsync();
            await Task.WhenAny(_probing, Task.Delay(Moment));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writing;
        await using var connection = new SqliteConnection(ReadingConnection);
        SqliteConnection.ClearPool(connection);
    }

    private async Task<SqliteConnection> ConnectAsync(string settings)
    {
        var connection = new SqliteConnection(settings);
        try
        {
            await connection.OpenAsync();
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        return connection;
    }

    // The file is made by the first write and never again: an empty one in the place of one that was deleted would hide that.
    private string WritingConnection(int patience) => new SqliteConnectionStringBuilder
    {
        DataSource = Location,
        Mode = _writer.IsOpened ? SqliteOpenMode.ReadWrite : SqliteOpenMode.ReadWriteCreate,
        DefaultTimeout = patience,
        Pooling = false,
    }.ToString();

    private async Task WriteLoopAsync()
    {
        var batch = new List<SqliteWrite>(LargestBatch);
        while (await _writes.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _writes.Reader.TryRead(out var write))
                batch.Add(write);
            Interlocked.Exchange(ref _busySince, TimeProvider.System.GetTimestamp());
            await CommitAsync(batch);
            Interlocked.Exchange(ref _busySince, 0);
        }

        await _writer.DisposeAsync();
    }

    private async Task CommitAsync(List<SqliteWrite> batch)
    {
        while (batch.Count > 0)
        {
            try
            {
                var written = await _writer.CommitAsync(batch, _failed);
                Written();
                foreach (var write in written)
                    write.Done();
                return;
            }
#pragma warning disable CA1031 // whatever is thrown, its callers are told, and the writer goes on
            catch (Exception e)
#pragma warning restore CA1031
            {
                NotWritten(e, batch);
            }
        }
    }

    private void Written()
    {
        _failed = false;
        if (Problem is null)
            return;
        // Where the disk was full, a small write may still find a place, and the next one none.
        if (_isFull && (_reserve?.Fill() == false || !HasSpace(FreeAgain)))
            return;
        _isFull = false;
        Report(null);
    }

    private bool HasSpace(long bytes)
    {
        try
        {
            return new DriveInfo(_path).AvailableFreeSpace >= bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Where nobody tells, the write that was made has.
            return true;
        }
    }

    /// <summary>Tells all in the batch and in the queue, but for those that try once more with the disk's reserve.</summary>
    private void NotWritten(Exception error, List<SqliteWrite> batch)
    {
        _failed = true;
        // Opening the log and its index fails in other words.
        var full = error is StoreNotWritableException { DiskIsFull: true } || !HasSpace(NoSpace);
        _isFull |= full;
        Report(error is StoreNotWritableException { Reason: var reason } ? reason : error.Message);
        while (_writes.Reader.TryRead(out var waiting))
            batch.Add(waiting);
        var more = full && batch.Exists(w => w.MayUseReserve) && _reserve?.Release() == true;
        foreach (var write in batch.Where(w => !more || !w.MayUseReserve))
            write.Failed(error);
        batch.RemoveAll(w => !more || !w.MayUseReserve);
    }

    /// <summary>Finds out whether the file can be written again: a page of it, unchanged.</summary>
    private async Task ProbeAsync()
    {
        try
        {
            await WriteAsync(async (connection, transaction) =>
            {
                await using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = "PRAGMA user_version";
                var version = (long)(await command.ExecuteScalarAsync())!;
                command.CommandText = $"PRAGMA user_version = {version}";
                return await command.ExecuteNonQueryAsync();
            });
        }
        catch (DbException)
        {
            // The problem is what it was, or is told anew.
        }
    }
}
