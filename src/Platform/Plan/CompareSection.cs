using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads <c>compare</c>, a list of rules: <c>{ name: rounding, kind: tolerance, path: "lines[].unitPrice", by: 0.01,
/// owner: orders-team, reason: TEXT, until: 2027-03-31 }</c>; of a capability for all its routes, or of a route.
/// </summary>
internal static class CompareSection
{
    /// <summary>What <c>compare</c> is: a list of rules.</summary>
    public static readonly PlanValue Shapes = PlanValue.ListOf(ComparingRuleFields.Shape);

    /// <summary>Reads the rules, after those that the route has from its capability.</summary>
    public static ImmutableArray<ComparingRule> Read(PlanNode? node, ImmutableArray<ComparingRule> inherited, PlanErrors errors)
    {
        var rules = inherited.ToList();
        if (node is not null && node.Kind != PlanNodeKind.List)
            errors.Add(
                node,
                "'compare' is a list of rules, as in [{ name: request-id, kind: ignore, path: requestId, owner: orders-team, "
                + "reason: each side numbers its requests, until: 2027-03-31 }]");
        foreach (var entry in node?.Items ?? [])
        {
            _ = new PlanFields(entry, errors, ComparingRuleFields.Shape);
            if (entry.Kind != PlanNodeKind.Map || ComparingRuleFields.Read(
                name => entry[name]?.Text, (name, message) => errors.Add(entry[name] ?? entry, message)) is not { } rule)
                continue;
            if (rules.Any(r => r.Name == rule.Name))
                errors.Add(entry, $"there is a rule '{rule.Name}' already: give this one another name");
            else if (rules.FirstOrDefault(r => r.Overlaps(rule)) is { } other)
                errors.Add(entry, $"rule '{other.Name}' stands at {rule.Path} already: keep one of both");
            else
                rules.Add(rule with { At = entry.At });
        }

        return [.. rules];
    }
}

/// <summary>Says which rules of comparing have ended: what they passed over counts as different again.</summary>
internal sealed class ComparingRulesLast(TimeProvider time) : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        var now = time.GetUtcNow();
        foreach (var rule in plan.Routes.SelectMany(r => r.Compare).Where(r => !r.AppliesAt(now)).DistinctBy(r => r.At))
            errors.Note(
                rule.At!,
                $"rule '{rule.Name}' ended on {rule.Until:yyyy-MM-dd} and passes nothing over any more: remove it, or move its "
                + "'until' if it still holds");
    }
}
