using System.Text.Json;
using Dapper;
using Hub.Adapters.Sql.Journals;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Adapters.Slots;

/// <summary>
/// Keeps which records a replication slot has named, the latest change of each, until their entity has read them. So the source
/// keeps its log no longer than this store takes to write, whatever a link waits for, and there are never more rows than records.
/// </summary>
internal sealed class SlotRows(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<SlotRows>();

    public Task MigrateAsync() => store.Database.MigrateAsync("adapter_slot", Sql);

    /// <summary>Returns how far a slot was read; null before the first reading.</summary>
    public Task<SlotState?> FindAsync(string system) =>
        store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<SlotState>(Sql["Find"], new { system }));

    /// <summary>
    /// Takes over the slot's position where it is another slot than before, or one that somebody moved on: what was between is
    /// missing, which the generation tells.
    /// </summary>
    /// <param name="system">The system.</param>
    /// <param name="slot">The slot's name.</param>
    /// <param name="lsn">The position that the slot has confirmed; this store never confirms more than it has kept.</param>
    public async Task<SlotState> AdoptAsync(string system, string slot, long lsn)
    {
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Adopt"], new { system, slot, lsn }, t));
        return (await FindAsync(system))!;
    }

    /// <summary>Forgets how far a slot was read that is made anew, or whose database is another one.</summary>
    public Task ForgetAsync(string system) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Forget"], new { system }, t));

    /// <summary>Keeps what was read, and how far.</summary>
    /// <param name="system">The system.</param>
    /// <param name="generation">Which slot was read.</param>
    /// <param name="rows">The records, each once.</param>
    /// <param name="isStaged">Whether those that were set aside are of a transaction that is whole now.</param>
    /// <param name="lsn">The end of the last transaction.</param>
    /// <exception cref="ChangeTargetUnavailableException">The slot was made anew meanwhile.</exception>
    public Task KeepAsync(string system, long generation, IEnumerable<SlotRow> rows, bool isStaged, long lsn) =>
        store.Database.WriteAsync(async (c, t) =>
        {
            if (await c.ExecuteAsync(Sql["Advance"], new { system, generation, lsn }, t) != 1)
                throw new ChangeTargetUnavailableException($"the slot of {system} was made anew meanwhile; it is read anew");
            if (isStaged)
            {
                await c.ExecuteAsync(Sql["Merge"], new { system }, t);
                await c.ExecuteAsync(Sql["ClearStage"], new { system }, t);
            }

            return await c.ExecuteAsync(Sql["Put", c], new { system, rows = TextOf(rows) }, t);
        });

    /// <summary>Sets records of a large transaction aside that was not read to its end.</summary>
    public Task StageAsync(string system, IEnumerable<SlotRow> rows) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Stage", c], new { system, rows = TextOf(rows) }, t));

    /// <summary>Forgets what was set aside of a transaction that is read once more.</summary>
    public Task ClearStageAsync(string system) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["ClearStage"], new { system }, t));

    /// <summary>Returns the rows behind a place, as far as their transactions were read to the end.</summary>
    public async Task<IReadOnlyList<(JournalPlace Place, string Kind)>> ReadAsync(
        string system, string entity, JournalPlace after, int limit) =>
        [
            .. (await store.Database.ReadAsync(c => c.QueryAsync<ReadRow>(
                Sql["Read"], new { system, entity, number = after.Number, id = after.Id, limit })))
                .Select(r => (new JournalPlace(r.Lsn, r.RecordKey), r.Kind)),
        ];

    /// <summary>Deletes the rows up to a place.</summary>
    /// <returns>How many are left.</returns>
    public Task<long> PruneAsync(string system, string entity, JournalPlace upTo) =>
        store.Database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(Sql["Prune"], new { system, entity, number = upTo.Number, id = upTo.Id }, t);
            return await c.ExecuteScalarAsync<long>(Sql["Count"], new { system, entity }, t);
        });

    /// <summary>Keeps which tables the publication has for an entity, beside those that it had before.</summary>
    public async Task KeepShapeAsync(string system, JournalShape shape)
    {
        var before = (await FindShapesAsync(system)).FirstOrDefault(s => s.Entity == shape.Entity);
        var text = JsonSerializer.Serialize((before is null ? shape : shape.With(before)).Tables);
        await store.Database.WriteAsync(
            (c, t) => c.ExecuteAsync(Sql["KeepShape"], new { system, entity = shape.Entity, shape = text }, t));
    }

    /// <summary>Returns which tables the publication has for each entity.</summary>
    public async Task<IReadOnlyList<JournalShape>> FindShapesAsync(string system) =>
        [
            .. (await store.Database.ReadAsync(c => c.QueryAsync<KeptShape>(Sql["Shapes"], new { system })))
                .Select(s => new JournalShape(s.Entity, [.. JsonSerializer.Deserialize<JournaledTable[]>(s.Shape)!])),
        ];

    /// <summary>Forgets an entity whose tables were taken away.</summary>
    public Task ForgetShapeAsync(string system, string entity) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["ForgetShape"], new { system, entity }, t));

    private static string TextOf(IEnumerable<SlotRow> rows) => JsonSerializer.Serialize(rows, JsonSerializerOptions.Web);

    private sealed record ReadRow(long Lsn, string RecordKey, string Kind);

    private sealed record KeptShape(string Entity, string Shape);
}

/// <summary>How far a slot was read.</summary>
/// <param name="Slot">Its name.</param>
/// <param name="Generation">Grows whenever changes were missed: the slot was made anew, or moved on by somebody.</param>
/// <param name="Lsn">The end of the last transaction that was kept.</param>
internal sealed record SlotState(string Slot, long Generation, long Lsn);

/// <summary>A record that a transaction has changed.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Key">Its key's columns as a JSON array of texts; empty for a table that was truncated.</param>
/// <param name="Lsn">Where the transaction was committed.</param>
/// <param name="Kind">What was done, see <see cref="JournalKind"/>.</param>
internal sealed record SlotRow(string Entity, string Key, long Lsn, string Kind);
