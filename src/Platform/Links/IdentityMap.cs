using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Links;

/// <summary>
/// Which record on the legacy side is which on the new side. The new side's key is the public one: a record first
/// made on the legacy side keeps its legacy key there, so the two differ only for records first made on the new side. Until
/// one of these is on the legacy side, too, its key there is <em>awaited</em>: the new one means nothing over there.
/// </summary>
public sealed class IdentityMap(HubStore store, TimeProvider time)
{
    private const int KeysAtOnce = 500;
    private static readonly SqlFile Sql = SqlFile.Of<IdentityMap>();

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("identity", Sql);

    /// <summary>The new side's key of a legacy record, or null when it is not mapped.</summary>
    public Task<string?> FindNewAsync(string entity, string legacyKey) =>
        store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string?>(Sql["FindNew"], new { entity, legacyKey }));

    /// <summary>The new side's keys of legacy records, by their keys there; those that are not mapped are left out.</summary>
    public Task<IReadOnlyDictionary<string, string>> FindNewAsync(string entity, IReadOnlyCollection<string> legacyKeys) =>
        FindAsync("FindNewOfMany", entity, legacyKeys);

    /// <summary>The legacy keys of records of the new side, by their keys there; unmapped ones are left out.</summary>
    public Task<IReadOnlyDictionary<string, string>> FindLegacyAsync(string entity, IReadOnlyCollection<string> newKeys) =>
        FindAsync("FindLegacyOfMany", entity, newKeys);

    /// <summary>The legacy key of a record of the new side, or null when it is not mapped.</summary>
    public Task<string?> FindLegacyAsync(string entity, string newKey) =>
        store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string?>(Sql["FindLegacy"], new { entity, newKey }));

    /// <summary>The legacy key of a record of the new side, and whether there will be one that is not known yet.</summary>
    public async Task<LegacyKey> FindLegacyOrAwaitedAsync(string entity, string newKey)
    {
        var (key, since) = await store.Database.ReadAsync(c => c.QuerySingleAsync<(string? Key, long? Since)>(
            Sql["FindLegacyOrAwaited"], new { entity, newKey }));
        return new LegacyKey(key, key is null && since is { } at ? time.GetUtcNow() - Microseconds.ToTime(at) : null);
    }

    /// <summary>Records that a record was made on the new side, whose legacy key is not known yet.</summary>
    public Task AwaitAsync(string entity, string newKey) => store.Database.WriteAsync((c, t) => c.ExecuteAsync(
        Sql["Await"], new { entity, newKey, since = Microseconds.Of(time.GetUtcNow()) }, t));

    /// <summary>Records that a record of the new side will have no legacy key, as it is gone.</summary>
    public Task SettleAsync(string entity, string newKey) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Settle"], new { entity, newKey }, t));

    /// <summary>Records that two keys mean one record. Saying it again changes nothing.</summary>
    /// <exception cref="InvalidOperationException">One of the keys is mapped to another one already.</exception>
    public async Task MapAsync(string entity, string legacyKey, string newKey)
    {
        await store.Database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(Sql["Map"], new { entity, legacyKey, newKey }, t);
            return await c.ExecuteAsync(Sql["Settle"], new { entity, newKey }, t);
        });
        if (await FindNewAsync(entity, legacyKey) != newKey)
            throw new InvalidOperationException($"{entity}: {legacyKey} or {newKey} is mapped to another record already.");
    }

    private async Task<IReadOnlyDictionary<string, string>> FindAsync(
        string statement, string entity, IReadOnlyCollection<string> keys)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var page in keys.Distinct(StringComparer.Ordinal).Chunk(KeysAtOnce))
        {
            var rows = await store.Database.ReadAsync(c => c.QueryAsync<(string From, string To)>(
                Sql[statement, c], new { entity, keys = page }));
            foreach (var (from, to) in rows)
                found[from] = to;
        }

        return found;
    }
}

/// <summary>The key of a record on the legacy side.</summary>
/// <param name="Key">The key; null where it is the same on both sides, or not known.</param>
/// <param name="AwaitedFor">
/// How long ago the record was made on the new side, where it is not on the legacy side yet; else null.
/// </param>
public readonly record struct LegacyKey(string? Key, TimeSpan? AwaitedFor)
{
    /// <summary>Whether the record was made on the new side and is not on the legacy side yet.</summary>
    public bool IsAwaited => AwaitedFor is not null;
}
