using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Hub.Platform.Storage;
using Microsoft.Data.Sqlite;

namespace Hub.Benchmarks.Handover;

/// <summary>What the bond costs: bytes a record in the hub's store, and time an applied change.</summary>
/// <param name="Records">How many bonds were weighed.</param>
/// <param name="Bytes">What one has in its columns on average.</param>
/// <param name="Content">How much of that is the content, encrypted.</param>
/// <param name="Claimed">The median time of claiming a record, in a transaction of its own.</param>
/// <param name="Kept">The median time that keeping the bond adds to the transaction of the outcome.</param>
/// <param name="Sealed">The mean time of encrypting and decrypting a content of this length.</param>
internal sealed record BondCost(long Records, double Bytes, double Content, TimeSpan Claimed, TimeSpan Kept, TimeSpan Sealed)
{
    private const int Rounds = 1000;

    /// <summary>Measures on a copy of a hub's store, with the statements that the hub runs.</summary>
    /// <param name="repository">The checkout.</param>
    /// <param name="store">The hub's store, which may be in use.</param>
    public static BondCost Measure(Repository repository, string store)
    {
        var copy = store + ".copy";
        using (var source = new SqliteConnection($"Data Source={store};Mode=ReadOnly;Pooling=False"))
        using (var target = new SqliteConnection($"Data Source={copy};Pooling=False"))
        {
            source.Open();
            target.Open();
            source.BackupDatabase(target);
        }

        using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
        connection.Open();
        Run(connection, "PRAGMA journal_mode = WAL", null);
        Run(connection, "PRAGMA synchronous = FULL", null);
        var (records, bytes, content) = Weigh(connection);
        if (records == 0)
            throw new Comparing.BenchmarkFailedException("The hub's store has no bonds: nothing of the customers was linked.");
        var statements = Read(Path.Combine(repository.Root, "src/Sync/Bonds/BondStore.sql"));
        var (claims, kept, plain) = (new List<TimeSpan>(), new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round < Rounds; round++)
        {
            var row = RowOf(connection, round % records);
            claims.Add(Time(connection, statements["Claim"], row));
            row["@revision"] = (long)row["@revision"]! + 1;
            // What the outcome writes anyway, with the bond and without.
            kept.Add(Time(connection, Count + statements["Keep"], row));
            plain.Add(Time(connection, Count, row));
        }

        return new BondCost(
            records, bytes, content, Median(claims), Median(kept) - Median(plain), SealTime((int)content * 3 / 4));
    }

    /// <summary>Returns it as one line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"The bond: {Bytes:0} bytes a record ({Content:0} of them the encrypted content; {Records} customers), and "
        + $"{Claimed.TotalMicroseconds + Kept.TotalMicroseconds:0} µs an applied change: {Claimed.TotalMicroseconds:0} to claim "
        + $"the record, in a transaction of its own, {Kept.TotalMicroseconds:0} more to keep it with the outcome, and besides "
        + $"{Sealed.TotalMicroseconds:0} to encrypt and decrypt. Medians of {Rounds}, on a copy of the store.");

    private const string Count = "UPDATE sync_stream SET applied = applied + 1 WHERE stream LIKE 'customers: adapter%';\n";

    private static Dictionary<string, string> Read(string file) => File.ReadAllText(file).Split("-- name: ")
        .Skip(1).Select(s => s.Split('\n', 2)).ToDictionary(s => s[0].Trim(), s => s[1], StringComparer.Ordinal);

    private static (long, double, double) Weigh(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT COUNT(*), AVG(LENGTH(entity) + LENGTH(legacy_key) + LENGTH(new_key) + LENGTH(hash) + LENGTH(origin)
                + COALESCE(LENGTH(content), 0) + COALESCE(LENGTH(claimed_content), 0) + COALESCE(LENGTH(tried_content), 0) + 40),
                AVG(COALESCE(LENGTH(content), 0))
            FROM sync_bond WHERE entity = 'customers'
            """;
        using var reader = command.ExecuteReader();
        reader.Read();
        return reader.GetInt64(0) == 0 ? default : (reader.GetInt64(0), reader.GetDouble(1), reader.GetDouble(2));
    }

    private static Dictionary<string, object?> RowOf(SqliteConnection connection, long number)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT entity, legacy_key, new_key, hash, content, legacy_version, new_version, origin, revision
            FROM sync_bond WHERE entity = 'customers' ORDER BY legacy_key LIMIT 1 OFFSET {number}
            """;
        using var reader = command.ExecuteReader();
        reader.Read();
        object? Of(int column) => reader.IsDBNull(column) ? null : reader.GetValue(column);
        return new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["@entity"] = Of(0), ["@legacyKey"] = Of(1), ["@newKey"] = Of(2), ["@hash"] = Of(3), ["@content"] = Of(4),
            ["@legacyVersion"] = Of(5), ["@newVersion"] = Of(6), ["@origin"] = Of(7), ["@revision"] = Of(8),
            ["@stream"] = "customers: adapter:crm > service:customers", ["@now"] = long.MaxValue - 1, ["@until"] = 0L,
        };
    }

    private static TimeSpan Time(SqliteConnection connection, string sql, Dictionary<string, object?> row)
    {
        var watch = Stopwatch.StartNew();
        using var transaction = connection.BeginTransaction();
        Run(connection, sql, row, transaction);
        transaction.Commit();
        return watch.Elapsed;
    }

    private static void Run(
        SqliteConnection connection, string sql, Dictionary<string, object?>? row, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        foreach (var (name, value) in (row ?? []).Where(p => sql.Contains(p.Key, StringComparison.Ordinal)))
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        command.ExecuteNonQuery();
    }

    private static TimeSpan SealTime(int length)
    {
        var key = new RecordKey(RandomNumberGenerator.GetBytes(32));
        var (seal, plain) = (new RecordSeal(() => [key]), new string('x', length));
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < Rounds; round++)
            seal.Open(seal.Close(plain));
        return watch.Elapsed / Rounds;
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
