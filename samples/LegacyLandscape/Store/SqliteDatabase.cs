using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;

namespace LegacyLandscape.Store;

/// <summary>
/// A system's one SQLite file. Writes go one at a time over one connection, so that change numbers become visible in the
/// order they were assigned; reads use connections of their own and never wait for a write.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly string connectionString;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private readonly SqliteConnection writer;

    /// <param name="directory">Created when it is not there yet.</param>
    /// <param name="file">Created and seeded when it is not there yet.</param>
    /// <param name="folder">The folder with Schema.sql and Seed.sql.</param>
    public SqliteDatabase(string directory, string file, string folder)
    {
        SQLitePCL.Batteries_V2.Init();
        Directory.CreateDirectory(directory);
        // Pooled connections would keep the file open after this instance is gone.
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, file),
            Pooling = false,
        }.ConnectionString;
        writer = Open();
        // In WAL mode a commit is in the operating system's hands at once: NORMAL loses nothing to a killed process,
        // only to a power cut.
        writer.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        CreateAndSeed(folder);
    }

    public async Task<T> WriteAsync<T>(Func<SqliteConnection, T> work)
    {
        await turn.WaitAsync();
        try
        {
            using var transaction = writer.BeginTransaction();
            var result = work(writer);
            transaction.Commit();
            return result;
        }
        finally
        {
            turn.Release();
        }
    }

    public T Read<T>(Func<SqliteConnection, T> work)
    {
        var reader = readers.TryTake(out var idle) ? idle : Open();
        try
        {
            return work(reader);
        }
        finally
        {
            readers.Add(reader);
        }
    }

    public void Dispose()
    {
        foreach (var reader in readers)
            reader.Dispose();
        writer.Dispose();
        turn.Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        connection.Execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;");
        return connection;
    }

    private void CreateAndSeed(string folder)
    {
        using var transaction = writer.BeginTransaction();
        // Both in one transaction: a file with tables has had its seed.
        var isNew = writer.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master") == 0;
        writer.Execute(SqlFile.ReadAll($"{folder}.Schema"));
        if (isNew)
            writer.Execute(SqlFile.ReadAll($"{folder}.Seed"));
        transaction.Commit();
    }
}
