using System.Text.Json.Serialization;
using Hub.Facade.CanaryShare;
using Hub.Facade.Measuring;
using Hub.Platform.ContractDrift;
using Hub.Platform.Routing;

namespace Hub.Facade.Evidence;

/// <summary>What was measured of a route by comparing its sides, under the plan served.</summary>
/// <param name="Route">The route's id.</param>
/// <param name="Stage">Where it stands now.</param>
/// <param name="Plan">The hash of the plan that it was measured under.</param>
/// <param name="From">When the first request was taken; null before there is one.</param>
/// <param name="To">When the last one was taken.</param>
/// <param name="Compared">How many requests both sides have answered.</param>
/// <param name="Equal">How many of them the same.</param>
/// <param name="Different">How many of them differently.</param>
internal sealed record EvidenceView(
    string Route, Stage Stage, string Plan, DateTimeOffset? From, DateTimeOffset? To, long Compared, long Equal, long Different)
{
    /// <summary>
    /// From when on it is counted: since the route last left stage legacy, as gates count, where nobody asked for another time;
    /// null for all that is kept, of a route at stage legacy.
    /// </summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// How many are the same but for what rules passed over: neither equal nor different. They are compared, so they count in
    /// <see cref="AtMostDifferent"/> as not different beyond the rules.
    /// </summary>
    public long Ignored { get; init; }

    /// <summary>The share of requests that are answered differently, at most, where no rule passed anything over.</summary>
    public double AtMostDifferentWithoutRules { get; init; }

    /// <summary>The rules of the route, and how often each passed something over.</summary>
    public required IReadOnlyList<AppliedRule> Rules { get; init; }

    /// <summary>How many rules the noise of the legacy side suggests; none of them applies until it is accepted.</summary>
    public int Proposed { get; init; }

    /// <summary>Above 0 and below 1: how sure <see cref="AtMostDifferent"/> is, whenever and however often it is read.</summary>
    public double Confidence { get; init; }

    /// <summary>The share of requests that are answered differently, at most: 0.001 for one in a thousand.</summary>
    public double AtMostDifferent { get; init; }

    /// <summary>What else it takes for smaller shares.</summary>
    public required IReadOnlyList<MissingEvidence> Missing { get; init; }

    /// <summary>What it says of each gate of the route that asks for evidence; none where no gate does.</summary>
    public IReadOnlyList<GateVerdict> Gates { get; init; } = [];

    /// <summary>What the route's guardrail has seen, or why it stepped back; null where it has none.</summary>
    public string? Guardrail { get; init; }

    /// <summary>Which share of the customers the new side answers; null at other stages than canary.</summary>
    public CanaryShareView? Canary { get; init; }

    /// <summary>How the systems behind the route differ from their contracts in the plan, where it calls what differs.</summary>
    public IReadOnlyList<ContractFindingView> ContractDrift { get; init; } = [];

    /// <summary>Where the answers differ, the most frequent first; no value of them is kept.</summary>
    public required IReadOnlyList<CountedDifference> Differences { get; init; }

    /// <summary>Where answers differ, and records that writes left behind.</summary>
    [JsonIgnore]
    public IEnumerable<CountedDifference> AllDifferences => Differences.Concat(LeftBehind?.Differences ?? []);

    /// <summary>The shapes of the requests, those least compared first: what never was is not known to be equal.</summary>
    public IReadOnlyList<CoveredShape> Shapes { get; init; } = [];

    /// <summary>
    /// What the route's writes left behind on both sides, of those that no side can be asked to try; null where none was watched.
    /// </summary>
    public LeftBehindView? LeftBehind { get; init; }

    /// <summary>How many requests were not compared, by the reason.</summary>
    public required IReadOnlyDictionary<string, long> NotCompared { get; init; }

    /// <summary>How long the legacy side took for what was compared.</summary>
    public required SideTook Legacy { get; init; }

    /// <summary>How long the new side took for the same requests.</summary>
    public required SideTook New { get; init; }

    private const double Sure = 0.95;
    private static readonly double[] Shares = [0.01, 0.001];

    /// <summary>Makes it of what was counted.</summary>
    public static EvidenceView Of(
        string route, RoutingSnapshot snapshot, EvidenceCounts counts, IReadOnlyList<AppliedRule> rules)
    {
        var compared = counts.Compared;
        return new EvidenceView(
            route, snapshot.State(route).Stage, snapshot.Plan.Hash, counts.From, counts.To, compared, counts.Equal,
            counts.Different)
        {
            Ignored = counts.Ignored,
            AtMostDifferentWithoutRules = Math.Round(
                MismatchBound.Upper(compared, counts.Different + counts.Ignored, Sure), 6),
            Rules = rules,
            Confidence = Sure,
            AtMostDifferent = Math.Round(MismatchBound.Upper(compared, counts.Different, Sure), 6),
            Missing =
            [
                .. Shares.Select(s => new MissingEvidence(
                    s, MismatchBound.Missing(compared, counts.Different, s, Sure))),
            ],
            Differences = [.. counts.Differences.OrderByDescending(d => d.Count).ThenBy(d => d.Path, StringComparer.Ordinal)],
            Shapes =
            [
                .. counts.Shapes.Select(s => new CoveredShape(s.Key, s.Value.Seen, s.Value.Compared))
                    .OrderBy(s => s.Compared).ThenByDescending(s => s.Seen).ThenBy(s => s.Shape, StringComparer.Ordinal),
            ],
            LeftBehind = LeftBehindView.Of(counts, Sure),
            NotCompared = counts.NotCompared,
            Legacy = SideTook.Of(counts.LegacyTook),
            New = SideTook.Of(counts.NewTook),
        };
    }
}

/// <summary>How many more equal answers it takes until a share can be told.</summary>
/// <param name="Share">The share that is answered differently at most.</param>
/// <param name="EqualAnswers">How many more; 0 where the evidence is there.</param>
internal sealed record MissingEvidence(double Share, long EqualAnswers);

/// <summary>How long a side took, in milliseconds, to an eighth; null without any answer.</summary>
internal sealed record SideTook(double? P50, double? P99)
{
    public static SideTook Of(IReadOnlyDictionary<int, long> took)
    {
        var counts = AnswerCounts.Of(took);
        return new(counts.Percentile(0.5), counts.Percentile(0.99));
    }
}
