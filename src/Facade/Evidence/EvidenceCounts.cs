using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Hub.Facade.Comparing;
using Hub.Facade.Measuring;

namespace Hub.Facade.Evidence;

/// <summary>What was measured of a route within some time. Never altered.</summary>
internal sealed record EvidenceCounts
{
    /// <summary>Requests that both sides answered the same.</summary>
    public long Equal { get; init; }

    /// <summary>Requests that they answered differently.</summary>
    public long Different { get; init; }

    /// <summary>
    /// Requests whose answers are the same but for what rules passed over, by the keys of those rules, which <c> + </c> joins.
    /// </summary>
    public ImmutableSortedDictionary<string, long> PassedOver { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Requests that are the same thanks to rules only: neither equal nor different.</summary>
    public long Ignored => PassedOver.Sum(p => p.Value);

    /// <summary>Requests that both sides answered.</summary>
    public long Compared => Equal + Ignored + Different;

    /// <summary>In how many answers something differed.</summary>
    public ImmutableArray<CountedDifference> Differences { get; init; } = [];

    /// <summary>How many requests legacy was asked twice.</summary>
    public long AskedTwice { get; init; }

    /// <summary>What differed between two answers of legacy to one request, and between both sides.</summary>
    public ImmutableArray<CountedNoise> Noise { get; init; } = [];

    /// <summary>How many requests were not compared, by the reason.</summary>
    public ImmutableSortedDictionary<string, long> NotCompared { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>How many requests there were of each shape, and how many of them were compared.</summary>
    public ImmutableSortedDictionary<string, ShapeCounts> Shapes { get; init; } =
        ImmutableSortedDictionary<string, ShapeCounts>.Empty;

    /// <summary>How long the legacy side took for what was compared, by bucket of <see cref="AnswerTimes"/>.</summary>
    public ImmutableDictionary<int, long> LegacyTook { get; init; } = ImmutableDictionary<int, long>.Empty;

    /// <summary>How long the new side took for the same requests.</summary>
    public ImmutableDictionary<int, long> NewTook { get; init; } = ImmutableDictionary<int, long>.Empty;

    /// <summary>
    /// What writes left behind that the legacy side carried out: each record, read from both sides afterwards; null for none.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EvidenceCounts? LeftByLegacy { get; init; }

    /// <summary>The same of writes that the new side carried out; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public EvidenceCounts? LeftByNew { get; init; }

    /// <summary>
    /// Of records that writes left behind, how many events could not be compared, by the reason; those of all other compared
    /// records were.
    /// </summary>
    public ImmutableSortedDictionary<string, long> EventsNotCompared { get; init; } =
        ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>What writes left behind, whichever side carried them out; null for none.</summary>
    [JsonIgnore]
    public EvidenceCounts? LeftBehind => Sum(LeftByLegacy, LeftByNew);

    /// <summary>When the first of them was taken; null before there is one.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>When the last of them was taken.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>
    /// Returns them as they count under rules: what a rule passed over that does not apply any more is different.
    /// </summary>
    /// <param name="rules">The rules that apply.</param>
    public EvidenceCounts Under(RuleSet rules)
    {
        var lapsed = PassedOver.Where(p => !p.Key.Split(RulesJoin).All(rules.ByKey.ContainsKey)).ToList();
        var byRule = lapsed.SelectMany(p => p.Key.Split(RulesJoin).Select(key => (Key: key, Count: p.Value)))
            .Where(p => !rules.ByKey.ContainsKey(p.Key)).GroupBy(p => p.Key, p => p.Count);
        return lapsed.Count == 0 && LeftBehind is null ? this : this with
        {
            LeftByLegacy = LeftByLegacy?.Under(rules),
            LeftByNew = LeftByNew?.Under(rules),
            Different = Different + lapsed.Sum(p => p.Value),
            PassedOver = PassedOver.RemoveRange(lapsed.Select(p => p.Key)),
            Differences =
            [
                .. Differences,
                .. byRule.Select(g => new CountedDifference(
                    "…", $"passed over by rule '{g.Key.Split('@')[0]}', which does not apply any more", g.Sum())),
            ],
        };
    }

    /// <summary>Joins the keys of rules.</summary>
    public const string RulesJoin = " + ";

    /// <summary>Returns both together.</summary>
    public EvidenceCounts Plus(EvidenceCounts other) => new()
    {
        Equal = Equal + other.Equal,
        PassedOver = Sum(PassedOver.Concat(other.PassedOver)).ToImmutableSortedDictionary(StringComparer.Ordinal),
        Different = Different + other.Different,
        Differences =
        [
            .. Differences.Concat(other.Differences).GroupBy(d => new Difference(d.Path, d.What))
                .Select(g => new CountedDifference(g.Key.Path, g.Key.What, g.Sum(d => d.Count))),
        ],
        AskedTwice = AskedTwice + other.AskedTwice,
        Noise = [.. Noise.Concat(other.Noise).GroupBy(n => n.Key).Select(g => g.Aggregate((one, two) => one.Plus(two)))],
        NotCompared = Sum(NotCompared.Concat(other.NotCompared)).ToImmutableSortedDictionary(StringComparer.Ordinal),
        Shapes = Shapes.Concat(other.Shapes).GroupBy(s => s.Key)
            .ToImmutableSortedDictionary(
                g => g.Key, g => g.Select(s => s.Value).Aggregate((a, b) => a.Plus(b)), StringComparer.Ordinal),
        LegacyTook = Sum(LegacyTook.Concat(other.LegacyTook)).ToImmutableDictionary(),
        NewTook = Sum(NewTook.Concat(other.NewTook)).ToImmutableDictionary(),
        EventsNotCompared =
            Sum(EventsNotCompared.Concat(other.EventsNotCompared)).ToImmutableSortedDictionary(StringComparer.Ordinal),
        LeftByLegacy = Sum(LeftByLegacy, other.LeftByLegacy),
        LeftByNew = Sum(LeftByNew, other.LeftByNew),
        From = From is null || other.From < From ? other.From ?? From : From,
        To = To is null || other.To > To ? other.To ?? To : To,
    };

    private static EvidenceCounts? Sum(EvidenceCounts? one, EvidenceCounts? other) =>
        one is null || other is null ? one ?? other : one.Plus(other);

    private static IEnumerable<KeyValuePair<T, long>> Sum<T>(IEnumerable<KeyValuePair<T, long>> counts) =>
        counts.GroupBy(c => c.Key).Select(g => KeyValuePair.Create(g.Key, g.Sum(c => c.Value)));
}

/// <summary>In how many answers something differed.</summary>
/// <param name="Path">Where: <c>lines[].unitPrice</c>.</param>
/// <param name="What">What differs, without any value: <c>another number</c>.</param>
/// <param name="Count">In how many answers.</param>
internal sealed record CountedDifference(string Path, string What, long Count);
