using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;

namespace Hub.Facade.Cutover;

/// <summary>A shift as it is asked for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ShiftRequest : IReasoned
{
    private const int MostNames = 1000;
    private const int LongestName = 256;

    public required Stage Stage { get; init; }

    /// <summary>Share of the cohorts on the new side; with canary only, 0 to 100.</summary>
    public double? Percent { get; init; }

    /// <summary>Cohort keys that are on the new side whatever their bucket; with canary only.</summary>
    public IReadOnlyList<string>? Users { get; init; }

    /// <summary>Groups whose members are on the new side whatever their bucket; with canary only.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    public required string Reason { get; init; }

    /// <summary>The revision the caller has seen; when another one is served, nothing is shifted.</summary>
    public long? ExpectedRevision { get; init; }

    /// <summary>Whether the route is shifted forward although the new side does not answer; it overrides nothing else.</summary>
    public bool Force { get; init; }

    /// <summary>
    /// Whether a route that writes is shifted forward although no link brings to each side what is written on the other one.
    /// </summary>
    public bool AcceptSplit { get; init; }

    /// <summary>Where the route is asked to stand.</summary>
    public RouteState ToState() => new(Stage, Percent ?? 0) { Users = InOrder(Users), Groups = InOrder(Groups) };

    /// <summary>What is wrong with the request itself.</summary>
    public IEnumerable<ProblemError> FindFaults()
    {
        if (Reasons.FindFault(Reason) is { } unreasonable)
            yield return unreasonable;
        if (Stage == Stage.Canary && Percent is null)
            yield return new("percent", "a canary needs the share of the cohorts on the new side, from 0 to 100, such as 10");
        if (Stage == Stage.Canary && Percent is { } share and not (>= 0 and <= 100))
            yield return new("percent", $"{share:R} is not a share of the cohorts, which is from 0 to 100, such as 10");
        if (Stage != Stage.Canary && Percent is not null)
            yield return new("percent", "only a canary has a percentage");
        foreach (var (place, names) in new[] { ("users", Users), ("groups", Groups) })
        {
            if (Stage != Stage.Canary && names is { Count: > 0 })
                yield return new(place, "only a canary names some; at any other stage all are on one side");
            if (names?.Count > MostNames || names?.Any(n => string.IsNullOrWhiteSpace(n) || n.Length > LongestName) == true)
                yield return new(
                    place, $"at most {MostNames} names, none of them empty or longer than {LongestName} characters");
        }
    }

    private static ImmutableArray<string> InOrder(IReadOnlyList<string>? names) =>
        [.. (names ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>A rollback as it is asked for.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RollbackRequest : IReasoned
{
    public required string Reason { get; init; }
}
