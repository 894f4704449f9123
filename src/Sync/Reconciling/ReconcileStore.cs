using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Sync.Streams;

namespace Hub.Sync.Reconciling;

/// <summary>The last comparison of each link and copy in the hub's store, with the records that it found to drift.</summary>
internal sealed class ReconcileStore(HubStore store)
{
    private const long MostRecords = 100_000;

    private static readonly SqlFile Sql = SqlFile.Of<ReconcileStore>();

    /// <summary>Creates the tables.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("reconcile", Sql);

    /// <summary>Returns what the hub knows of a record.</summary>
    public Task<RecordStanding> FindStandingAsync(SyncStream stream, Candidate record) =>
        store.Database.ReadAsync(c => c.QuerySingleAsync<RecordStanding>(
            Sql["Standing"],
            new
            {
                entity = stream.Entity,
                forward = stream.Id,
                back = stream.ReverseId,
                legacyKey = record.Legacy ?? "",
                newKey = record.New ?? "",
            }));

    /// <summary>Returns the last comparisons, by the direction from the legacy side; their records are left out.</summary>
    public async Task<IReadOnlyDictionary<string, ReconcileResult>> ListAsync() =>
        (await store.Database.ReadAsync(c => c.QueryAsync<string>(Sql["List"])))
            .Select(json => JsonSerializer.Deserialize<ReconcileResult>(json)!)
            .ToDictionary(r => r.Stream, StringComparer.Ordinal);

    /// <summary>Returns the records that the last comparison found to drift and that were not repaired since.</summary>
    public async Task<IReadOnlyList<(long Number, DriftedRecord Record)>> RecordsAsync(string stream, long after, int limit) =>
        [
            .. (await store.Database.ReadAsync(c =>
                    c.QueryAsync<(long Number, string Record)>(Sql["Records"], new { stream, after, limit })))
                .Select(r => (r.Number, JsonSerializer.Deserialize<DriftedRecord>(store.Records.Open(r.Record))!)),
        ];

    /// <summary>
    /// Returns the records that the last comparison found unequal: those that drift, and those that it could not judge.
    /// </summary>
    public async Task<IReadOnlyList<Candidate>> FindUnequalAsync(string stream) =>
    [
        .. (await RecordsAsync(stream, 0, int.MaxValue)).Select(r => new Candidate(r.Record.Legacy, r.Record.New)),
        .. (await store.Database.ReadAsync(c => c.QueryAsync<string>(Sql["Undecided"], new { stream })))
            .Select(r => JsonSerializer.Deserialize<Candidate>(store.Records.Open(r))),
    ];

    /// <summary>Keeps a comparison in the place of the one before.</summary>
    public Task KeepAsync(ReconcileResult result) => store.Database.WriteAsync(async (c, t) =>
    {
        var stream = result.Stream;
        await c.ExecuteAsync(
            Sql["Keep"], new { stream, result = JsonSerializer.Serialize(result with { Records = [], Undecided = [] }) }, t);
        await c.ExecuteAsync(Sql["Clear"], new { stream }, t);
        // No number of an earlier comparison is used again: a repair of it that is under way would settle another record.
        var first = result.At.ToUnixTimeMilliseconds() * MostRecords;
        foreach (var (record, number) in result.Records.Select((r, n) => (r, first + n)))
            await c.ExecuteAsync(Sql["Add"], new { stream, number, record = Closed(record) }, t);
        await c.ExecuteAsync(Sql["ClearUndecided"], new { stream }, t);
        foreach (var (record, number) in result.Undecided.Select((r, n) => (r, n)))
            await c.ExecuteAsync(Sql["AddUndecided"], new { stream, number, record = Closed(record) }, t);
        return true;
    });

    /// <summary>Keeps why a repair left a record as it was.</summary>
    public Task LeaveAsync(string stream, long number, DriftedRecord record) => store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(Sql["Leave"], new { stream, number, record = Closed(record) }, t));

    // Why it was left may be a system's own words.
    private string Closed<TRecord>(TRecord record) => store.Records.Close(JsonSerializer.Serialize(record));

    /// <summary>Notes within a transaction that a record drifts no more; false where that was noted before.</summary>
    public static async Task<bool> SettleAsync(DbConnection c, DbTransaction t, string stream, long number)
    {
        if (await c.ExecuteAsync(Sql["Settle"], new { stream, number }, t) == 0)
            return false;
        var json = await c.ExecuteScalarAsync<string>(Sql["Find"], new { stream }, t);
        var result = JsonSerializer.Deserialize<ReconcileResult>(json!)!;
        await c.ExecuteAsync(
            Sql["Keep"], new { stream, result = JsonSerializer.Serialize(result with { Drift = result.Drift - 1 }) }, t);
        return true;
    }
}
