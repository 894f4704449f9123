using Hub.Platform.Links;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Finds the key that a record has on the other side: its own where no other is mapped, unless another record has that one.
/// </summary>
internal sealed class PairedKeys(IdentityMap identities)
{
    /// <summary>Returns records of the legacy side, in the order of their keys.</summary>
    public async Task<IReadOnlyList<Candidate>> OfLegacyAsync(string entity, IReadOnlyList<string> keys)
    {
        var mapped = await identities.FindNewAsync(entity, keys);
        var taken = await identities.FindLegacyAsync(entity, [.. keys.Where(k => !mapped.ContainsKey(k))]);
        return [.. keys.Select(k => new Candidate(k, mapped.GetValueOrDefault(k) ?? (taken.ContainsKey(k) ? null : k)))];
    }

    /// <summary>Returns records of the new side, in the order of their keys.</summary>
    public async Task<IReadOnlyList<Candidate>> OfNewAsync(string entity, IReadOnlyList<string> keys)
    {
        var mapped = await identities.FindLegacyAsync(entity, keys);
        var taken = await identities.FindNewAsync(entity, [.. keys.Where(k => !mapped.ContainsKey(k))]);
        return [.. keys.Select(k => new Candidate(mapped.GetValueOrDefault(k) ?? (taken.ContainsKey(k) ? null : k), k))];
    }
}
