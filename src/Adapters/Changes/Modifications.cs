using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Adapters.Changes;

/// <summary>
/// What was seen of a system that tells by time stamps what was modified: each record's latest version, in the order in
/// which they were seen, and how far the stamps were read. One row a record, so that whoever reads on from an old
/// position finds each record's latest change only.
/// </summary>
internal sealed class Modifications(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<Modifications>();

    public Task MigrateAsync() => store.Database.MigrateAsync("adapter_modification", Sql);

    public async Task<IReadOnlyList<Modification>> ReadAsync(string system, string entity, long after, int limit) =>
        [
            .. (await store.Database.ReadAsync(
                c => c.QueryAsync<Modification>(Sql["Changes"], new { system, entity, after, limit })))
                .Select(m => m with { Content = store.Records.Open(m.Content), Fault = store.Records.Open(m.Fault) }),
        ];

    /// <summary>How far the stamps were read; nothing before the first reading.</summary>
    public async Task<ModificationFeed> FeedAsync(string system, string entity) =>
        await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<ModificationFeed>(Sql["Feed"], new { system, entity }))
        ?? new ModificationFeed(null, null, null, null);

    /// <summary>
    /// Keeps of a page what was not seen yet, all of it or nothing; what is older than what is kept is passed over.
    /// </summary>
    /// <param name="system">The system.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="newest">The latest stamp of the page, in microseconds.</param>
    /// <param name="page">The page's records.</param>
    /// <returns>The stamps of those that were not seen yet, in microseconds; none of changes that left the stamp alone.</returns>
    public async Task<IReadOnlyList<long>> PutAsync(string system, string entity, long newest, IReadOnlyList<ModifiedRecord> page)
    {
        var keys = page.Select(r => r.Key).ToArray();
        var seen = (await store.Database.ReadAsync(
            c => c.QueryAsync<SeenModification>(Sql["Find", c], new { system, entity, keys })))
            .ToDictionary(r => r.RecordKey, StringComparer.Ordinal);
        var unseen = page.Where(r => seen.GetValueOrDefault(r.Key) is not { } kept || r.Follows(kept)).ToList();
        await store.Database.WriteAsync(async (c, t) =>
        {
            // The feed's row is taken first, so that sequences are committed in their order also where writers are many.
            await c.ExecuteAsync(Sql["Reach"], new { system, entity, newest }, t);
            foreach (var one in unseen)
            {
                var sequence = await c.QuerySingleAsync<long>(Sql["Next"], new { system, entity }, t);
                await c.ExecuteAsync(Sql["Put"], new
                {
                    system,
                    entity,
                    key = one.Key,
                    sequence,
                    // The next that the system can count, where this one's cannot be read.
                    version = one.Version ?? (one.IsCounted ? (seen.GetValueOrDefault(one.Key)?.Version ?? 0) + 1 : sequence),
                    hash = one.Hash,
                    cohort = one.Cohort,
                    reference = one.Reference,
                    content = store.Records.Close(one.Content),
                    fault = store.Records.Close(one.Fault),
                    modifiedAt = one.ChangedAt is { } at ? Microseconds.Of(at) : (long?)null,
                    deleted = one.IsDeleted ? 1 : 0,
                }, t);
            }

            return unseen.Count;
        });
        return
        [
            .. unseen.Where(r => r.ChangedAt is not null).Select(r => (r.Key, At: Microseconds.Of(r.ChangedAt!.Value)))
                .Where(r => seen.GetValueOrDefault(r.Key)?.ModifiedAt != r.At).Select(r => r.At),
        ];
    }

    /// <summary>Has readings begin at a stamp that was told of once later ones were read, until stamps pass the latest.</summary>
    public Task SetBackAsync(string system, string entity, long stamp) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["SetBack"], new { system, entity, stamp }, t));

    /// <summary>Ends that where a stamp is later than those that were read before the clock was set back.</summary>
    public Task GoOnAsync(string system, string entity, long stamp) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["GoOn"], new { system, entity, stamp }, t));

    /// <summary>A reading came to its end; the next one begins at a stamp.</summary>
    public Task EndAsync(string system, string entity, long from) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["End"], new { system, entity, from }, t));
}

/// <summary>How far stamps were read, in microseconds since 1970.</summary>
/// <param name="Newest">The latest stamp seen.</param>
/// <param name="ReadFrom">Where the next reading begins, the overlap not yet taken off; null before one came to its end.</param>
/// <param name="SetBack">A stamp that was told of once later ones were read; null while stamps go on.</param>
/// <param name="SetBackUntil">The latest stamp that was read before that.</param>
internal sealed record ModificationFeed(long? Newest, long? ReadFrom, long? SetBack, long? SetBackUntil);

/// <summary>A detected change.</summary>
internal sealed record Modification(
    string RecordKey, long Sequence, long Version, string? Cohort, string? Reference, string Content, string? Fault,
    long? ModifiedAt, long Deleted);

/// <summary>What is kept of a record, to know it again.</summary>
internal sealed record SeenModification(string RecordKey, long Version, string Hash, long? ModifiedAt);

/// <summary>A record as the system told of it; no version where the system counts none.</summary>
internal sealed record ModifiedRecord(string Key, long? Version, string Hash, string? Cohort, string? Reference, string Content)
{
    /// <summary>Why it cannot be read, or null.</summary>
    public string? Fault { get; init; }

    /// <summary>When it was changed, by the system's clock; null where that cannot be read.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Whether the system says that it is deleted.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Whether the system counts versions, also where this one's cannot be read.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Whether it is a change of what is kept, and no older.</summary>
    public bool Follows(SeenModification kept) =>
        Version is { } version && version != kept.Version ? version > kept.Version : Hash != kept.Hash;
}
