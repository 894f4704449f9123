namespace Hub.Console.Asking;

/// <summary>What was measured of a route, as <c>/hub/api/routes/{id}/evidence</c> tells it.</summary>
public sealed record Evidence(
    string Route,
    DateTimeOffset? From,
    DateTimeOffset? To,
    long Compared,
    long Equal,
    long Different,
    long Ignored,
    double Confidence,
    double AtMostDifferent,
    int Proposed,
    IReadOnlyList<GateVerdict> Gates,
    IReadOnlyList<Difference> Differences,
    IReadOnlyDictionary<string, long> NotCompared,
    SideTook Legacy,
    SideTook New)
{
    /// <summary>What writes left behind that no side can be asked to try; null where none was watched.</summary>
    public LeftBehind? LeftBehind { get; init; }
}

/// <summary>The records that a route's writes left behind, as both sides hold them.</summary>
public sealed record LeftBehind(
    long Compared, long Equal, long Ignored, long Different, long ByNew, double AtMostDifferent,
    IReadOnlyList<Difference> Differences, IReadOnlyDictionary<string, long> NotCompared)
{
    /// <summary>Of how many of the records the events that both sides published were compared too.</summary>
    public long EventsCompared { get; init; }
}

/// <summary>What comparing has shown of a route, in short, as <c>/hub/api/evidence</c> tells it.</summary>
public sealed record EvidenceSummary(
    string Route, long Compared, long Different, double AtMostDifferent, DateTimeOffset? To, string? Limit,
    IReadOnlyList<GateSummary> Gates);

/// <summary>The state of a gate: <c>pass</c>, <c>inconclusive</c> or <c>fail</c>.</summary>
public sealed record GateSummary(string Before, string State);

/// <summary>How long a side took for what was compared, in milliseconds.</summary>
public sealed record SideTook(double? P50, double? P99);

/// <summary>Where answers differ, and how often.</summary>
public sealed record Difference(string Path, string What, long Count);

/// <summary>A difference with both values, masked by the hub.</summary>
public sealed record Example(string Path, string What, string? Legacy, string? New, string? Apart, DateTimeOffset At)
{
    /// <summary>The id of the request that showed it; null where nobody can ask for it.</summary>
    public string? Request { get; init; }
}

/// <summary>A rule by which both sides of a route are compared.</summary>
public sealed record ListedRule(string Route, string Name, DateOnly Until, bool Expired);

/// <summary>What the evidence says of a gate.</summary>
public sealed record GateVerdict(string Route, string Before, IReadOnlyList<GateCondition> Conditions, string State);

/// <summary>One condition: <c>pass</c>, <c>inconclusive</c> or <c>fail</c>.</summary>
public sealed record GateCondition(
    string Name, string Asked, string State, string Found, string? Missing, double? AboutSeconds);
