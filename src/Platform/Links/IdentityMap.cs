using Dapper;
using Hub.Platform.Storage;

namespace Hub.Platform.Links;

/// <summary>
/// Which record on the legacy side is which on the new side. The new side's key is the public one: a record first
/// made on the legacy side keeps its legacy key there, so the two differ only for records first made on the new side.
/// </summary>
public sealed class IdentityMap(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<IdentityMap>();

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("identity", Sql);

    /// <summary>The new side's key of a legacy record, or null when it is not mapped.</summary>
    public Task<string?> FindNewAsync(string entity, string legacyKey) =>
        store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string?>(Sql["FindNew"], new { entity, legacyKey }));

    /// <summary>The legacy key of a record of the new side, or null when it is not mapped.</summary>
    public Task<string?> FindLegacyAsync(string entity, string newKey) =>
        store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string?>(Sql["FindLegacy"], new { entity, newKey }));

    /// <summary>Records that two keys mean one record. Saying it again changes nothing.</summary>
    /// <exception cref="InvalidOperationException">One of the keys is mapped to another one already.</exception>
    public async Task MapAsync(string entity, string legacyKey, string newKey)
    {
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Map"], new { entity, legacyKey, newKey }, t));
        if (await FindNewAsync(entity, legacyKey) != newKey)
            throw new InvalidOperationException($"{entity}: {legacyKey} or {newKey} is mapped to another record already.");
    }
}
