using Hub.Platform.Plan;

namespace Hub.Facade.Evidence;

/// <summary>A rule of a route, and how often it passed something over.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">What it passes over.</param>
/// <param name="Path">Where.</param>
/// <param name="By">How far, or by which member; null where the kind has none.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Until">The last day on which it applies.</param>
/// <param name="Expired">Whether it has ended: what it passed over counts as different again.</param>
/// <param name="Requests">How many requests are not different thanks to it, alone or with others.</param>
internal sealed record AppliedRule(
    string Name, ComparingKind Kind, string Path, string? By, string Owner, DateOnly Until, bool Expired, long Requests)
{
    /// <summary>Makes them of a route's rules and what was counted.</summary>
    public static IReadOnlyList<AppliedRule> Of(
        IEnumerable<ComparingRule> rules, EvidenceCounts counts, DateTimeOffset now) =>
    [
        .. rules.Select(r => new AppliedRule(
            r.Name, r.Kind, r.Path, r.By, r.Owner, r.Until, !r.AppliesAt(now),
            counts.PassedOver.Where(p => p.Key.Split(EvidenceCounts.RulesJoin).Contains(r.Key, StringComparer.Ordinal))
                .Sum(p => p.Value))),
    ];
}
