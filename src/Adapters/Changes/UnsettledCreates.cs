using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Adapters.Changes;

/// <summary>
/// Records that were sent to a system. Written down before sending, so that a kill in between leaves the question open and not
/// forgotten; and kept with the key that they were given, as the hub may be killed before it keeps the pair of keys.
/// </summary>
internal sealed class UnsettledCreates(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<UnsettledCreates>();

    public Task MigrateAsync() => store.Database.MigrateAsync("adapter-creates", Sql);

    /// <summary>Forgets those that were made before a time.</summary>
    public Task<int> PruneAsync(DateTimeOffset before) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Prune"], new { before = Microseconds.Of(before) }, t));

    /// <summary>Returns what is known of the attempts to make a record, or null when there was none.</summary>
    public async Task<SentCreate?> FindAsync(string system, string entity, string reference)
    {
        var row = await store.Database.ReadAsync(
            c => c.QuerySingleOrDefaultAsync<Row>(Sql["Find"], new { system, entity, reference }));
        return row is null ? null : new SentCreate(Microseconds.ToTime(row.At), row.MadeKey);
    }

    /// <summary>An attempt is under way now, unless another one has begun since the caller asked.</summary>
    /// <param name="system">The system it is sent to.</param>
    /// <param name="entity">What is created.</param>
    /// <param name="reference">Which one.</param>
    /// <param name="recordKey">The key of the other side's record that it is made of.</param>
    /// <param name="seen">When the last attempt was under way as <see cref="FindAsync"/> told; null for none.</param>
    /// <returns>False when another attempt came first, on whatever node: this one must not be made.</returns>
    public async Task<bool> TryOpenAsync(
        string system, string entity, string reference, string recordKey, DateTimeOffset? seen) =>
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Open"], new
        {
            system,
            entity,
            reference,
            recordKey,
            at = Microseconds.Of(time.GetUtcNow()),
            seen = seen is { } known ? Microseconds.Of(known) : (long?)null,
        }, t)) == 1;

    /// <summary>The attempt has just ended, and nobody knows how.</summary>
    public Task KeepOpenAsync(string system, string entity, string reference) => store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(Sql["KeepOpen"], new { system, entity, reference, at = Microseconds.Of(time.GetUtcNow()) }, t));

    /// <summary>The system has made the record, under a key.</summary>
    public Task MakeAsync(string system, string entity, string reference, string madeKey) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(
            Sql["Make"], new { system, entity, reference, madeKey, at = Microseconds.Of(time.GetUtcNow()) }, t));

    /// <summary>It is known that nothing was made.</summary>
    public Task SettleAsync(string system, string entity, string reference) => store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(Sql["Settle"], new { system, entity, reference }, t));

    /// <summary>Returns the other side's record that one of the system was made of; null where the hub has not made it.</summary>
    public Task<string?> FindMadeOfAsync(string system, string entity, string madeKey) => store.Database.ReadAsync(
        c => c.QueryFirstOrDefaultAsync<string?>(Sql["MadeOf"], new { system, entity, madeKey }));

    /// <summary>Returns whether records are being made of which no key is known, begun or heard of within a time.</summary>
    /// <param name="system">The system.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="any">Whether those count as well that carry a reference.</param>
    /// <param name="within">The time.</param>
    public async Task<bool> AnyOpenAsync(string system, string entity, bool any, TimeSpan within) =>
        await store.Database.ReadAsync(c => c.ExecuteScalarAsync<long>(
            Sql["OpenSince"], new { system, entity, any, since = Microseconds.Of(time.GetUtcNow() - within) })) > 0;

    private sealed record Row(long At, string? MadeKey);
}

/// <summary>What is known of the attempts to make a record.</summary>
/// <param name="At">When the last one was under way.</param>
/// <param name="MadeKey">The key that the system gave; null where nobody knows what became of it.</param>
internal sealed record SentCreate(DateTimeOffset At, string? MadeKey);
