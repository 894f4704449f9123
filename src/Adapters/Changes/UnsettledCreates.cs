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

    public Task MigrateAsync() => store.Database.MigrateAsync("adapter-creates", Sql);

    /// <summary>When the last attempt was under way, or null when none is open.</summary>
    public async Task<DateTimeOffset?> FindAsync(string system, string entity, string reference) =>
        await store.Database.ReadAsync(
            c => c.QuerySingleOrDefaultAsync<long?>(Sql["Find"], new { system, entity, reference })) is { } at
            ? Microseconds.ToTime(at)
            : null;

    /// <summary>An attempt is under way now, unless another one has begun since the caller asked.</summary>
    /// <param name="system">The system it is sent to.</param>
    /// <param name="entity">What is created.</param>
    /// <param name="reference">Which one.</param>
    /// <param name="seen">What <see cref="FindAsync"/> had answered.</param>
    /// <returns>False when another attempt came first, on whatever node: this one must not be made.</returns>
    public async Task<bool> TryOpenAsync(string system, string entity, string reference, DateTimeOffset? seen) =>
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Open"], new
        {
            system,
            entity,
            reference,
            at = Microseconds.Of(time.GetUtcNow()),
            seen = seen is { } known ? Microseconds.Of(known) : (long?)null,
        }, t)) == 1;

    /// <summary>The attempt has just ended, and nobody knows how.</summary>
    public Task KeepOpenAsync(string system, string entity, string reference) => store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(Sql["KeepOpen"], new { system, entity, reference, at = Microseconds.Of(time.GetUtcNow()) }, t));

    /// <summary>It is known what became of the attempts.</summary>
    public Task SettleAsync(string system, string entity, string reference) => store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(Sql["Settle"], new { system, entity, reference }, t));
}
