using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Hub.Platform.Storage;

/// <summary>
/// One database file: a single writer with a queue, readers apart, write-ahead log, every commit on disk before it
/// is acknowledged. Writes that wait together are committed together, each in a savepoint of its own.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private const int LargestBatch = 64;
    private readonly string _connectionString;
    private readonly Channel<Write> _writes = Channel.CreateBounded<Write>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly Task _writing;

    private Database(string path)
    {
        Path = path;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ToString();
        _writing = Task.Run(WriteLoopAsync);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Opens a file; it and its folder are created if need be.</summary>
    public static Database Open(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        return new Database(path);
    }

    /// <summary>Brings the tables of one component up to date.</summary>
    /// <param name="component">Who owns the tables; components that share a file are versioned apart.</param>
    /// <param name="migrations">The statements that make and change the tables, oldest first; only ever added to.</param>
    /// <exception cref="NewerStoreException">A later version of the hub has written the file.</exception>
    public Task MigrateAsync(string component, params IReadOnlyList<string> migrations) => Schema.MigrateAsync(this, component, migrations);

    /// <summary>Reads on a connection of its own; sees what is committed.</summary>
    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read)
    {
        await using var connection = await ConnectAsync();
        return await read(connection);
    }

    /// <summary>Writes in a transaction of its own; when this completes, it is on disk.</summary>
    /// <exception cref="DbException">The statement failed; nothing of it was written.</exception>
    public async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        T result = default!;
        await _writes.Writer.WriteAsync(new Write(
            async (connection, transaction) => result = await write(connection, transaction),
            () => done.TrySetResult(result),
            error => done.TrySetException(error)));
        return await done.Task;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
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
