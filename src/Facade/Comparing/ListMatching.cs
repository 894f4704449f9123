using System.Text.Json;

namespace Hub.Facade.Comparing;

/// <summary>Matches the entries of two lists whose order does not count.</summary>
internal sealed class ListMatching(RuleSet rules)
{
    // Beyond that, entries that match none exactly are compared in their order.
    private const int MostTried = 30;
    private readonly CanonicalJson _canonical = new(rules);

    /// <summary>
    /// Matches entries of the same content. Those left over are paired where both sides have as many: each with the one that it
    /// differs from least, so that a wrong price is named and not a missing line.
    /// </summary>
    public MatchedLists ByContent(JsonElement legacy, JsonElement @new, string path)
    {
        var (was, now) = (legacy.EnumerateArray().ToList(), @new.EnumerateArray().ToList());
        var byContent = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
        for (var i = 0; i < now.Count; i++)
        {
            var content = _canonical.Of(now[i], $"{path}[]");
            if (!byContent.TryGetValue(content, out var same))
                byContent.Add(content, same = new Queue<int>());
            same.Enqueue(i);
        }

        var (places, rest, taken) = (new int[was.Count], new List<int>(), new bool[now.Count]);
        for (var i = 0; i < was.Count; i++)
            if (byContent.TryGetValue(_canonical.Of(was[i], $"{path}[]"), out var same) && same.TryDequeue(out var place))
                (places[i], taken[place]) = (place, true);
            else
            {
                places[i] = -1;
                rest.Add(i);
            }

        if (was.Count == now.Count)
        {
            var free = Enumerable.Range(0, now.Count).Where(i => !taken[i]).ToList();
            foreach (var i in rest)
            {
                var nearest = free.Count is > 1 and <= MostTried ? free.MinBy(f => Distance(was[i], now[f], path)) : free[0];
                places[i] = nearest;
                free.Remove(nearest);
            }
        }

        return new MatchedLists(
            [.. places.Select((place, i) => (place, i)).Where(p => p.place >= 0).Select(p => (was[p.i], now[p.place]))],
            JsonComparison.OtherCount(was.Count, now.Count) is { } what ? [("", what)] : [],
            IsReordered(places));
    }

    /// <summary>Matches entries by a member, of which each has one and no two the same.</summary>
    public static MatchedLists ByMember(JsonElement legacy, JsonElement @new, string member)
    {
        var unmatched = new List<(string At, string What)>();
        var (was, now) = (Keyed(legacy, "legacy"), Keyed(@new, "new"));
        if (unmatched.Count > 0)
            return new MatchedLists([], unmatched, IsReordered: false);
        var (pairs, places) = (new List<(JsonElement, JsonElement)>(), new List<int>());
        foreach (var (key, (entry, _)) in was)
            if (now.Remove(key, out var other))
            {
                pairs.Add((entry, other.Entry));
                places.Add(other.Place);
            }
            else if (unmatched.Count == 0)
                unmatched.Add(("[]", "only at legacy"));
        if (now.Count > 0)
            unmatched.Add(("[]", "only at new"));
        return new MatchedLists(pairs, unmatched, IsReordered(places));

        Dictionary<string, (JsonElement Entry, int Place)> Keyed(JsonElement list, string side)
        {
            var keyed = new Dictionary<string, (JsonElement, int)>(StringComparer.Ordinal);
            var place = 0;
            foreach (var entry in list.EnumerateArray())
                if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty(member, out var key))
                    unmatched.Add(($"[].{member}", $"not in every entry at {side}"));
                else if (!keyed.TryAdd(CanonicalJson.Plain(key), (entry, place++)))
                    unmatched.Add(($"[].{member}", $"more than once at {side}"));
            return keyed;
        }
    }

    private int Distance(JsonElement legacy, JsonElement @new, string path)
    {
        var trial = new JsonComparison(rules);
        trial.Compare(legacy, @new, $"{path}[]");
        return trial.Found.Count;
    }

    private static bool IsReordered(IEnumerable<int> places)
    {
        var last = -1;
        foreach (var place in places.Where(p => p >= 0))
            if (place < last)
                return true;
            else
                last = place;
        return false;
    }
}

/// <summary>The entries of two lists, matched.</summary>
/// <param name="Pairs">Entries that are compared with each other.</param>
/// <param name="Unmatched">What has no counterpart: the path after the list's, and how it differs.</param>
/// <param name="IsReordered">Whether the pairs stand in another order.</param>
internal sealed record MatchedLists(
    IReadOnlyList<(JsonElement Legacy, JsonElement New)> Pairs, IReadOnlyList<(string At, string What)> Unmatched,
    bool IsReordered);
