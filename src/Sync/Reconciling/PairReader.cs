using System.Text.Json.Nodes;
using Hub.Platform.Links;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Reads records of both sides again, each by itself where its side can be asked for one; otherwise all are listed once more.
/// Nothing is written.
/// </summary>
internal sealed class PairReader(IdentityMap identities, ParentKeys parents, ReconcileStore store)
{
    /// <param name="stream">The direction from the legacy side.</param>
    /// <param name="legacy">The legacy side.</param>
    /// <param name="other">The new side, or the copy.</param>
    /// <param name="records">The records.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="lists">Whether a side is listed that cannot be asked for a record by itself.</param>
    /// <exception cref="NotReadSinglyException">A side would have to be listed, and must not be.</exception>
    public async Task<IReadOnlyList<PairReading>> ReadAsync(
        SyncStream stream, ComparedSide legacy, ComparedSide other, IReadOnlyCollection<Candidate> records,
        CancellationToken cancellation, bool lists = true)
    {
        var own = OwnFields(legacy, other);
        var pairs = await PairAsync(stream, records);
        // Before the contents: whatever is handled while they are read is noticed at the next reading.
        var standings = new List<RecordStanding>();
        foreach (var pair in pairs)
            standings.Add(await store.FindStandingAsync(stream, pair));
        var atNew = await ReadAsync(other, [.. pairs.Select(p => (p.New, (JsonObject?)null))], lists, cancellation);
        var shown = new List<(string? Key, JsonObject? Agreed)>();
        foreach (var (pair, record) in pairs.Zip(atNew))
            shown.Add((pair.Legacy, await AtLegacyAsync(stream, record?.Content)));
        var atLegacy = await ReadAsync(legacy, shown, lists, cancellation);
        var contents = atLegacy.Select(r => r?.Content).ToList();
        var unknown = await parents.TranslateManyAsync(stream, contents);
        return
        [
            .. pairs.Select((pair, at) => new PairReading(
                pair,
                contents[at] is { } content && other.Copy is { } copy ? copy.Keep(content) ?? content : contents[at],
                atNew[at]?.Content,
                own,
                standings[at])
            {
                Fault = atLegacy[at]?.Fault,
                NamesUnknown = unknown.Contains(at),
                CohortKey = CohortOf(stream, own, pair, atNew[at]?.Content ?? contents[at]),
            }),
        ];
    }

    /// <summary>The members of the root that belong to one side and are not compared.</summary>
    public static IReadOnlyCollection<string> OwnFields(ComparedSide legacy, ComparedSide other) =>
        other.Single is { } single
            ? [.. (legacy.Single?.OwnFields ?? []).Union(single.OwnFields, StringComparer.Ordinal)]
            : ["id"];

    private static string? CohortOf(SyncStream stream, IReadOnlyCollection<string> own, Candidate pair, JsonObject? content) =>
        stream.CohortField is not { } field ? null
        : own.Contains(field, StringComparer.Ordinal) ? pair.Key
        : content?[field]?.ToString();

    /// <summary>Returns the records with both keys, where both are known by now.</summary>
    private async Task<IReadOnlyList<Candidate>> PairAsync(SyncStream stream, IReadOnlyCollection<Candidate> records)
    {
        var toLegacy = await identities.FindLegacyAsync(stream.Entity, [.. records.Select(r => r.New).OfType<string>()]);
        var toNew = await identities.FindNewAsync(stream.Entity, [.. records.Select(r => r.Legacy).OfType<string>()]);
        return
        [
            // A record that was made meanwhile was taken to have one key on both sides.
            .. records.Select(r => r switch
            {
                { Legacy: { } key } when toNew.TryGetValue(key, out var there) => new Candidate(key, there),
                { New: { } key } when toLegacy.TryGetValue(key, out var there) => new Candidate(there, key),
                _ => r,
            }).Distinct(),
        ];
    }

    private async Task<JsonObject?> AtLegacyAsync(SyncStream stream, JsonObject? content) =>
        content is null ? null : await parents.TranslateAsync(stream, Side.New, content);

    private static async Task<IReadOnlyList<ListedRecord?>> ReadAsync(
        ComparedSide side, IReadOnlyList<(string? Key, JsonObject? Agreed)> records, bool lists,
        CancellationToken cancellation)
    {
        var found = new ListedRecord?[records.Count];
        var left = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var ((key, agreed), at) in records.Select((r, at) => (r, at)).Where(r => r.r.Key is not null))
            if (side.Single is not { } single || !await TryReadAsync(single, key!, agreed, r => found[at] = r, cancellation))
                (left.TryGetValue(key!, out var places) ? places : left[key!] = []).Add(at);
        if (left.Count == 0)
            return found;
        if (!lists)
            throw new NotReadSinglyException();
        await foreach (var page in side.Listing.ListAsync(cancellation))
            foreach (var record in page.Where(r => left.ContainsKey(r.Key)))
                foreach (var at in left[record.Key])
                    found[at] = record.Content is null && record.Fault is null ? null : record;
        return found;
    }

    /// <returns>False where this side cannot be asked for the record by itself.</returns>
    private static async Task<bool> TryReadAsync(
        IComparingTarget side, string key, JsonObject? agreed, Action<ListedRecord?> found, CancellationToken cancellation)
    {
        var isAsked = false;
        // What a system writes in its own way is what it was told, as where changes are applied.
        await side.ReviseAsync(
            key,
            new RecordComparison(
                (current, _) =>
                {
                    isAsked = true;
                    found(current is null ? null : new ListedRecord(key, current.DeepClone().AsObject()));
                    return TargetDecision.Keep;
                },
                agreed),
            cancellation);
        return isAsked;
    }

    /// <summary>A side cannot be asked for a record by itself.</summary>
    internal sealed class NotReadSinglyException : Exception;
}
