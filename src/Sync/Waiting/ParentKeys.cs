using System.Text.Json.Nodes;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;

namespace Hub.Sync.Waiting;

/// <summary>Writes the keys of the records a change names as its target knows them.</summary>
internal sealed class ParentKeys(IdentityMap identities)
{
    /// <summary>
    /// The change for its target, or the first parent the target does not know. A delete names nobody. For a copy that has the
    /// new side's keys, a record whose key there is not known yet is missing itself.
    /// </summary>
    public async Task<(Change Change, MissingParent? Missing)> TranslateAsync(SyncStream stream, Change change)
    {
        if (stream is { IsCopy: true, HasKeysOfItsOwn: true } && change.Content is not null
            && await identities.FindNewAsync(stream.Entity, change.Key) is null)
            return (change, new MissingParent(stream.Entity, change.Key, stream.Rule));
        if (stream.Parents.IsEmpty)
            return (change, null);
        var (translated, missing) = await TranslateAsync(stream, change.Content);
        return missing is not null
            ? (change, missing)
            : (change with { Content = translated, CohortKey = await CohortKeyAsync(stream, change.CohortKey) }, null);
    }

    /// <summary>A record of one side as the other side writes it; null when it names a parent that is unknown there.</summary>
    public async Task<JsonObject?> TranslateAsync(SyncStream stream, Side from, JsonObject content) =>
        stream.Parents.IsEmpty ? content : (await TranslateAsync(stream with { Origin = from }, content)).Content;

    /// <summary>
    /// Writes the keys that legacy records name as the new side knows them, in their place, and asks the store once for all.
    /// </summary>
    /// <returns>The positions of the records that name one which is not known there; they are half translated.</returns>
    public async Task<IReadOnlySet<int>> TranslateManyAsync(SyncStream stream, IReadOnlyList<JsonObject?> contents)
    {
        var unknown = new HashSet<int>();
        foreach (var parent in stream.Parents)
        {
            var path = parent.Path.Split('.');
            var references = contents.SelectMany((content, at) =>
                References(content, path).Select(r => (At: at, r.Key, r.Place))).ToList();
            var known = await identities.FindNewAsync(parent.Entity, [.. references.Select(r => r.Key)]);
            foreach (var (at, key, place) in references)
                if (!known.TryGetValue(key, out var translated))
                    unknown.Add(at);
                else if (translated != key)
                    place.ReplaceWith(translated);
        }

        return unknown;
    }

    private async Task<(JsonObject? Content, MissingParent? Missing)> TranslateAsync(SyncStream stream, JsonObject? content)
    {
        var translated = content?.DeepClone().AsObject();
        foreach (var parent in stream.Parents)
            foreach (var reference in References(translated, parent.Path.Split('.')).ToLookup(r => r.Key, StringComparer.Ordinal))
            {
                if (await FindAsync(stream, parent, reference.Key) is not { } key)
                    return (null, new MissingParent(parent.Entity, reference.Key, stream.Rule));
                foreach (var (_, place) in reference)
                    place.ReplaceWith(key);
            }

        return (translated, null);
    }

    // Requests carry public keys, and a cohort is the same whoever computes it.
    private async Task<string?> CohortKeyAsync(SyncStream stream, string? key) =>
        key is not null
        && stream.Origin == Side.Legacy
        && stream.Parents.FirstOrDefault(p => p.Path == stream.CohortField) is { } parent
            ? await FindAsync(stream, parent, key) ?? key
            : key;

    private Task<string?> FindAsync(SyncStream stream, LinkParent parent, string key) => stream.Origin == Side.Legacy
        ? identities.FindNewAsync(parent.Entity, key)
        : identities.FindLegacyAsync(parent.Entity, key);

    // What is absent or null names nobody. A list is one with or without [], as where resources say where keys stand.
    private static IEnumerable<(string Key, JsonValue Place)> References(JsonNode? within, ReadOnlyMemory<string> path)
    {
        if (path.IsEmpty)
            return within is JsonValue value && value.TryGetValue<string>(out var key) ? [(key, value)] : [];
        var next = within is JsonObject parent ? parent[path.Span[0].Replace("[]", "", StringComparison.Ordinal)] : null;
        return next is JsonArray list ? list.SelectMany(entry => References(entry, path[1..])) : References(next, path[1..]);
    }
}
