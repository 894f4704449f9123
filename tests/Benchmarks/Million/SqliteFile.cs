using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Hub.Benchmarks.Million;

/// <summary>The file of a hub's store, asked past the hub.</summary>
internal static class SqliteFile
{
    /// <summary>Runs a statement.</summary>
    public static async Task RunAsync(string file, string sql, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(file, cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Returns the bytes that its tables and indexes take, without what is free for reuse.</summary>
    public static async Task<long> UsedAsync(string file, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(file, cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size";
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    private static async Task<SqliteConnection> OpenAsync(string file, CancellationToken cancellation)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(cancellation);
        return connection;
    }
}
