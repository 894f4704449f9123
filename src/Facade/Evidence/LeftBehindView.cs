namespace Hub.Facade.Evidence;

/// <summary>What a route's writes left behind: each record, read from both sides once sync has brought it over.</summary>
/// <param name="Compared">How many records were read from both sides.</param>
/// <param name="Equal">How many of them say the same.</param>
/// <param name="Ignored">How many say the same but for what rules passed over.</param>
/// <param name="Different">How many say something else.</param>
/// <param name="ByNew">How many of those compared the new side has written.</param>
/// <param name="AtMostDifferent">The share of records that differ, at most, as sure as the evidence is.</param>
internal sealed record LeftBehindView(
    long Compared, long Equal, long Ignored, long Different, long ByNew, double AtMostDifferent)
{
    /// <summary>
    /// Where the records differ, and the events, the most frequent first: <c>record total</c>, <c>event total</c>; no value of
    /// them is kept.
    /// </summary>
    public required IReadOnlyList<CountedDifference> Differences { get; init; }

    /// <summary>How many writes were not compared, by the reason.</summary>
    public required IReadOnlyDictionary<string, long> NotCompared { get; init; }

    /// <summary>Of how many of the records the events that both sides published were compared too.</summary>
    public long EventsCompared { get; init; }

    /// <summary>Of how many of them not, by the reason.</summary>
    public required IReadOnlyDictionary<string, long> EventsNotCompared { get; init; }

    /// <summary>Makes it of what was counted; null where no write was watched.</summary>
    /// <param name="counts">What was counted of the route.</param>
    /// <param name="sure">Above 0 and below 1: how sure the bound is.</param>
    public static LeftBehindView? Of(EvidenceCounts counts, double sure) => counts.LeftBehind is not { } left ? null : new(
        left.Compared, left.Equal, left.Ignored, left.Different, counts.LeftByNew?.Compared ?? 0,
        Math.Round(MismatchBound.Upper(left.Compared, left.Different, sure), 6))
    {
        Differences = [.. left.Differences.OrderByDescending(d => d.Count).ThenBy(d => d.Path, StringComparer.Ordinal)],
        NotCompared = left.NotCompared,
        EventsCompared = left.Compared - left.EventsNotCompared.Sum(n => n.Value),
        EventsNotCompared = left.EventsNotCompared,
    };
}
