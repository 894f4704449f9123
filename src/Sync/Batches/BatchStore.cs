using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Sync.Searching;

namespace Hub.Sync.Batches;

/// <summary>The acts on many in the hub's store, with how far each is.</summary>
internal sealed class BatchStore(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<BatchStore>();

    public Task AddAsync(Batch batch) => store.Database.WriteAsync((c, t) => c.ExecuteAsync(
        Sql["Add"],
        new
        {
            batch.Id, batch.Act, search = store.Records.Close(JsonSerializer.Serialize(batch.Search)), batch.Use, batch.Actor,
            batch.Reason, batch.Total, madeAt = Microseconds.Of(batch.MadeAt),
        },
        t));

    public async Task<Batch?> FindAsync(string id) =>
        (await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<Row>(Sql["Find"], new { id })))?.ToBatch(store.Records);

    /// <summary>Keeps how far it is.</summary>
    public Task KeepAsync(Batch batch) => store.Database.WriteAsync((c, t) => c.ExecuteAsync(
        Sql["Keep"], new { batch.Id, batch.Cursor, outcomes = JsonSerializer.Serialize(batch.Outcomes) }, t));

    /// <summary>Notes within the audit log's transaction that one of many is audited; false where it was before.</summary>
    public static async Task<bool> NoteAuditedAsync(DbConnection c, DbTransaction t, string batch, string id) =>
        await c.ExecuteAsync(Sql["NoteAudited"], new { batch, id }, t) > 0;

    /// <summary>Forgets what was asked for before a time.</summary>
    public Task<int> PruneAsync(DateTimeOffset before)
    {
        var row = new { before = Microseconds.Of(before) };
        return store.Database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(Sql["PruneAudited"], row, t);
            return await c.ExecuteAsync(Sql["Prune"], row, t);
        });
    }

    private sealed record Row(
        string Id, string Act, string Search, string? UseSide, string Actor, string Reason, long Total, string Cursor,
        string Outcomes, long MadeAt)
    {
        public Batch ToBatch(RecordSeal records) => new(
            Id, Act, JsonSerializer.Deserialize<RecordSearch>(records.Open(Search))!, UseSide, Actor, Reason, Total,
            Microseconds.ToTime(MadeAt))
        {
            Cursor = Cursor,
            Outcomes = JsonSerializer.Deserialize<Dictionary<string, long>>(Outcomes)!
                .ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
    }
}
