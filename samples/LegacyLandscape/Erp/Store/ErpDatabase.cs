using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;

namespace LegacyLandscape.Erp.Store;

/// <summary>
/// The ERP's one SQLite file. Writes go one at a time over one connection, so that change numbers become visible in the
/// order they were assigned; reads use connections of their own and never wait for a write.
/// </summary>
internal sealed class ErpDatabase : IDisposable
{
    private readonly string connectionString;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private readonly SqliteConnection writer;

    public ErpDatabase(string directory)
    {
        SQLitePCL.Batteries_V2.Init();
        Directory.CreateDirectory(directory);
        // Pooled connections would keep the file open after this instance is gone.
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, "erp.db"),
            Pooling = false,
        }.ConnectionString;
        writer = Open();
        // In WAL mode a commit is in the operating system's hands at once: NORMAL loses nothing to a killed process,
        // only to a power cut.
        writer.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        CreateAndSeed();
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

    private void CreateAndSeed()
    {
        using var transaction = writer.BeginTransaction();
        writer.Execute(SqlFile.ReadAll("Schema"));
        if (writer.ExecuteScalar<long>("SELECT count(*) FROM Items") == 0)
            writer.Execute(SqlFile.ReadAll("Seed"));
        transaction.Commit();
    }
}
