using Dapper;
using Hub.Platform.Storage;

namespace Hub.Adapters.Changes;

/// <summary>
/// Records that were sent to a system and are not known to have arrived. Written down before sending, so that a
/// kill in between leaves the question open and not forgotten.
/// </summary>
internal sealed class UnsettledCreates(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<UnsettledCreates>();

    public Task MigrateAsync() => store.Database.MigrateAsync("adapter-creates", Sql["Migration1"]);

    /// <summary>When the last attempt was under way, or null when none is open.</summary>
    public async Task<DateTimeOffset?> FindAsync(string system, string entity, string reference) =>
        await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<long?>(Sql["Find"], new { system, entity, reference })) is { } at
            ? Microseconds.ToTime(at)
            : null;

    /// <summary>An attempt is under way now.</summary>
    public Task OpenAsync(string system, string entity, string reference) => store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(Sql["Open"], new { system, entity, reference, at = Microseconds.Of(time.GetUtcNow()) }, t));

    /// <summary>It is known what became of the attempts.</summary>
    public Task SettleAsync(string system, string entity, string reference) => store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(Sql["Settle"], new { system, entity, reference }, t));
}
