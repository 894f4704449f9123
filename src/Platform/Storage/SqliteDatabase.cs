using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Hub.Platform.Storage;

/// <summary>
/// One SQLite file: a single writer with a queue, readers apart, write-ahead log, every commit on disk before it is
/// acknowledged. Writes that wait together are committed together, each in a savepoint of its own.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    private const int LargestBatch = 64;
    private readonly string _connectionString;
    private readonly Channel<Write> _writes =
        Channel.CreateBounded<Write>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly Task _writing;

    /// <summary>Opens a file; it and its folder are created if need be.</summary>
    public SqliteDatabase(string path)
        : base(path)
    {
        SQLitePCL.Batteries_V2.Init();
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        _writing = Task.Run(WriteLoopAsync);
    }

    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read)
    {
        await using var connection = await ConnectAsync();
        return await read(connection);
    }

    public override async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        T result = default!;
        await _writes.Writer.WriteAsync(new Write(
            async (connection, transaction) => result = await write(connection, transaction),
            () => done.TrySetResult(result),
            error => done.TrySetException(error)));
        return await done.Task;
    }

    // There is one writer, and its transactions lock out those of another process: every write is in turn.
    public override Task<T> WriteInTurnAsync<T>(string turn, Func<DbConnection, DbTransaction, Task<T>> write) =>
        WriteAsync(write);

    public override async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writing;
        await using var connection = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(connection);
    }

    private async Task<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync();
        return connection;
    }

    private async Task WriteLoopAsync()
    {
        SqliteConnection? connection = null;
        var batch = new List<Write>(LargestBatch);
        while (await _writes.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < LargestBatch && _writes.Reader.TryRead(out var write))
                batch.Add(write);
            try
            {
                connection ??= await OpenWriterAsync();
                await CommitAsync(connection, batch);
            }
            catch (Exception e) when (e is DbException or IOException or InvalidOperationException)
            {
                // The batch as a whole failed: nothing of it was written, and everyone in it hears so.
                foreach (var write in batch)
                    write.Failed(e);
                if (connection is not null)
                    await connection.DisposeAsync();
                connection = null;
            }
        }

        if (connection is not null)
            await connection.DisposeAsync();
    }

    private async Task<SqliteConnection> OpenWriterAsync()
    {
        var connection = await ConnectAsync();
        await using var pragma = connection.CreateCommand();
        pragma.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";
        await pragma.ExecuteNonQueryAsync();
        return connection;
    }

    private static async Task CommitAsync(SqliteConnection connection, List<Write> batch)
    {
        var written = new List<Write>(batch.Count);
        await using (var transaction = connection.BeginTransaction(deferred: false))
        {
            foreach (var write in batch)
            {
                await transaction.SaveAsync("w");
                try
                {
                    await write.Run(connection, transaction);
                    written.Add(write);
                }
#pragma warning disable CA1031 // whatever a writer throws is its caller's to see, and must not take the others down
                catch (Exception e)
#pragma warning restore CA1031
                {
                    await transaction.RollbackAsync("w");
                    write.Failed(e);
                }

                await transaction.ReleaseAsync("w");
            }

            await transaction.CommitAsync();
        }

        foreach (var write in written)
            write.Done();
    }

    private sealed record Write(Func<DbConnection, DbTransaction, Task> Run, Action Done, Action<Exception> Failed);
}
