using System.Text.Json;
using Dapper;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Sync.Bonds;
using Hub.Sync.Searching;

namespace Hub.Sync.Conflicts;

/// <summary>The conflicts in the hub's store. What is resolved stays there, and is not listed.</summary>
internal sealed class ConflictStore(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<ConflictStore>();

    /// <summary>
    /// Keeps a conflict; one of the record that waited for a person gives way to it, and the same one is kept once.
    /// </summary>
    public Task KeepAsync(Conflict conflict)
    {
        var row = RowOf(conflict);
        return store.Database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(Sql["Replace"], row, t);
            return await c.ExecuteAsync(Sql["Keep"], row, t);
        });
    }

    /// <summary>Returns conflicts that nobody has resolved, the oldest first.</summary>
    /// <param name="search">Which are meant.</param>
    /// <param name="after">Where the page begins.</param>
    /// <param name="limit">At most so many.</param>
    public async Task<IReadOnlyList<Conflict>> ListAsync(RecordSearch search, ConflictCursor after, int limit) =>
        [
            .. (await store.Database.ReadAsync(c =>
                    c.QueryAsync<Row>(Sql["List"], search.ToRow(after.FoundAt, after.Id, limit))))
                .Select(r => r.ToConflict(store.Records)),
        ];

    /// <summary>Returns how many conflicts a search finds that nobody has resolved.</summary>
    public Task<long> CountAsync(RecordSearch search) =>
        store.Database.ReadAsync(c => c.ExecuteScalarAsync<long>(Sql["Count"], search.ToRow(0, "", 0)));

    /// <summary>Returns where the page after a conflict begins, resolved or not; null for an unknown conflict.</summary>
    public async Task<ConflictCursor?> FindCursorAsync(string id) =>
        await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<long?>(Sql["FoundAt"], new { id })) is { } at
            ? new ConflictCursor(at, id)
            : null;

    /// <summary>Returns what an act on many has resolved, after a cursor.</summary>
    public async Task<IReadOnlyList<string>> ResolvedByAsync(string batch, ConflictCursor after) =>
        [
            .. await store.Database.ReadAsync(c =>
                c.QueryAsync<string>(Sql["ResolvedBy"], new { batch, afterAt = after.FoundAt, after = after.Id })),
        ];

    /// <summary>Returns a conflict that nobody has resolved, or null.</summary>
    public async Task<Conflict?> FindAsync(string id) =>
        (await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<Row>(Sql["Find"], new { id })))
            ?.ToConflict(store.Records);

    /// <summary>Marks a conflict as resolved; false when somebody else did.</summary>
    /// <param name="id">The conflict.</param>
    /// <param name="resolvedAs"><c>legacy</c>, <c>new</c> or <c>content</c>.</param>
    /// <param name="batch">The act on many that did it; null for a person's on this one.</param>
    public async Task<bool> ResolveAsync(string id, string resolvedAs, string? batch = null) =>
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(
            Sql["Resolve"], new { id, resolvedAs, batch, now = Microseconds.Of(time.GetUtcNow()) }, t)) > 0;

    /// <summary>Forgets what was resolved before a time.</summary>
    public Task<int> PruneAsync(DateTimeOffset before) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Prune"], new { before = Microseconds.Of(before) }, t));

    private object RowOf(Conflict conflict) => new
    {
        id = conflict.Id,
        stream = conflict.Stream,
        entity = conflict.Pair.Entity,
        legacyKey = conflict.Pair.Legacy,
        newKey = conflict.Pair.New,
        kind = conflict.Kind.ToString(),
        fields = JsonSerializer.Serialize(conflict.Fields),
        baseContent = store.Records.Close(conflict.Base?.ToJsonString()),
        legacyContent = store.Records.Close(conflict.Legacy?.ToJsonString()),
        newContent = store.Records.Close(conflict.New?.ToJsonString()),
        legacyVersion = conflict.LegacyVersion,
        newVersion = conflict.NewVersion,
        legacyChangedAt = Time(conflict.LegacyChangedAt),
        newChangedAt = Time(conflict.NewChangedAt),
        stands = conflict.Stands?.ToString(),
        traceParent = conflict.TraceParent,
        now = Microseconds.Of(time.GetUtcNow()),
    };

    private static long? Time(DateTimeOffset? time) => time is { } at ? Microseconds.Of(at) : null;

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string Stream { get; init; } = "";

        public string Entity { get; init; } = "";

        public string LegacyKey { get; init; } = "";

        public string NewKey { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Fields { get; init; } = "";

        public string? BaseContent { get; init; }

        public string? LegacyContent { get; init; }

        public string? NewContent { get; init; }

        public long? LegacyVersion { get; init; }

        public long? NewVersion { get; init; }

        public long? LegacyChangedAt { get; init; }

        public long? NewChangedAt { get; init; }

        public string? Stands { get; init; }

        public string? TraceParent { get; init; }

        public long FoundAt { get; init; }

        public Conflict ToConflict(RecordSeal records) => new()
        {
            Stream = Stream,
            Pair = new RecordPair(Entity, LegacyKey, NewKey),
            Kind = Enum.Parse<ConflictKind>(Kind),
            Fields = JsonSerializer.Deserialize<string[]>(Fields)!,
            Base = records.OpenObject(BaseContent),
            Legacy = records.OpenObject(LegacyContent),
            New = records.OpenObject(NewContent),
            LegacyVersion = LegacyVersion,
            NewVersion = NewVersion,
            LegacyChangedAt = Time(LegacyChangedAt),
            NewChangedAt = Time(NewChangedAt),
            Stands = Stands is null ? null : Enum.Parse<Side>(Stands),
            TraceParent = TraceParent,
            FoundAt = Microseconds.ToTime(FoundAt),
        };

        private static DateTimeOffset? Time(long? at) => at is { } time ? Microseconds.ToTime(time) : null;
    }
}
