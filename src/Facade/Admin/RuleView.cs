using System.Globalization;
using Hub.Facade.Rules;
using Hub.Platform.Identity;
using Hub.Platform.Plan;

namespace Hub.Facade.Admin;

/// <summary>A rule of a route, as it is listed.</summary>
/// <param name="Id">Route and name: <c>orders.get:request-id</c>.</param>
/// <param name="Route">The route.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">What it passes over.</param>
/// <param name="Path">Where.</param>
/// <param name="By">How far, or by which member; null where the kind has none.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Reason">Why the sides may differ there, as its owner says.</param>
/// <param name="Until">The last day on which it applies.</param>
/// <param name="Expired">Whether it has ended.</param>
/// <param name="At">Where it stands in the plan; null of one that was accepted at run time.</param>
/// <param name="AcceptedBy">Who accepted it; null of one in the plan.</param>
/// <param name="AcceptedAt">When; null of one in the plan.</param>
internal sealed record RuleView(
    string Id, string Route, string Name, ComparingKind Kind, string Path, string? By, string Owner, string Reason,
    DateOnly Until, bool Expired, string? At, string? AcceptedBy, DateTimeOffset? AcceptedAt) : IAudited
{
    string IAudited.Detail => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {Kind.ToString().ToLowerInvariant()} {Path}{(By is null ? "" : $" by {By}")}, owner {Owner}, "
        + $"until {Until:yyyy-MM-dd}");

    /// <summary>Returns all rules, by route.</summary>
    public static IReadOnlyList<RuleView> All(
        MigrationPlan plan, IReadOnlyList<AcceptedRule> accepted, DateTimeOffset now) =>
    [
        .. plan.Routes.SelectMany(r => r.Compare.Select(c => Of(r.Id, c, now)))
            .Concat(accepted.Select(a => Of(a, now))).OrderBy(r => r.Route, StringComparer.Ordinal),
    ];

    /// <summary>Returns a rule that was accepted at run time.</summary>
    public static RuleView Of(AcceptedRule accepted, DateTimeOffset now) =>
        Of(accepted.Route, accepted.Rule, now) with { AcceptedBy = accepted.By, AcceptedAt = accepted.At };

    private static RuleView Of(string route, ComparingRule rule, DateTimeOffset now) => new(
        $"{route}:{rule.Name}", route, rule.Name, rule.Kind, rule.Path, rule.By, rule.Owner, rule.Reason, rule.Until,
        !rule.AppliesAt(now), rule.At?.ToString(), null, null);
}

/// <summary>A rule that was withdrawn.</summary>
/// <param name="Route">The route.</param>
/// <param name="Name">What it was called.</param>
internal sealed record WithdrawnRule(string Route, string Name) : IAudited
{
    string IAudited.Detail => $"{Name}: what it passed over counts as different again";
}
