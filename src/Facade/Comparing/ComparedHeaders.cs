namespace Hub.Facade.Comparing;

/// <summary>The header fields by which callers and caches keep an answer, compared by what they mean.</summary>
/// <param name="HasTag">Whether there is an ETag; each side makes up its own, so that its value is not compared.</param>
/// <param name="CacheControl">The field; empty for none.</param>
/// <param name="Vary">The field; empty for none.</param>
internal sealed record ComparedHeaders(bool HasTag, string CacheControl, string Vary)
{
    // The hub itself compresses answers and lets pages of other origins read them.
    private static readonly string[] OfTheHub = ["accept-encoding", "origin"];

    /// <summary>Returns the fields that differ, and how.</summary>
    /// <param name="new">The new side's.</param>
    public IEnumerable<Difference> Differences(ComparedHeaders @new)
    {
        // A caller of legacy misses nothing where the new side has one as well.
        if (HasTag && !@new.HasTag)
            yield return new("header ETag", "only at legacy");
        if (How(CacheControl, @new.CacheControl, []) is { } caching)
            yield return new("header Cache-Control", caching);
        if (How(Vary, @new.Vary, OfTheHub) is { } varying)
            yield return new("header Vary", varying);
    }

    private static string? How(string legacy, string @new, string[] except)
    {
        var (was, now) = (Items(legacy, except), Items(@new, except));
        return was.SetEquals(now) ? null : now.Count == 0 ? "only at legacy" : was.Count == 0 ? "only at new" : "another value";
    }

    // In any order, and in upper or lower case.
    private static HashSet<string> Items(string field, string[] except) =>
        field.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(i => !except.Contains(i, StringComparer.OrdinalIgnoreCase)).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
