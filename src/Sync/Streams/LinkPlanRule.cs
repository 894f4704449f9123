using Hub.Platform.Plan;

namespace Hub.Sync.Streams;

/// <summary>A link names sides that can be: an adapter of a system in the plan, or a service.</summary>
internal sealed class LinkPlanRule : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var link in plan.Capabilities.Select(c => c.Link).OfType<LinkPlan>())
        {
            var sides = link.Copies.Prepend(link.New).Prepend(link.Legacy);
            foreach (var side in sides)
                if (Fault(plan, side) is { } fault)
                    errors.Add(link.At, fault);
            if (sides.GroupBy(side => side).FirstOrDefault(g => g.Count() > 1) is { } twice)
                errors.Add(
                    link.At,
                    $"the link of {link.Entity} names '{twice.Key}' twice; legacy, new and copies are different sides");
        }
    }

    private static string? Fault(MigrationPlan plan, string side)
    {
        const string adapter = "adapter:", service = "service:";
        if (side.StartsWith(service, StringComparison.Ordinal) && side.Length > service.Length)
            return null;
        if (!side.StartsWith(adapter, StringComparison.Ordinal))
            return $"'{side}' cannot be synced; name 'adapter:<system>' or 'service:<name>'";
        return plan.Systems.Any(s => s.Name == side[adapter.Length..])
            ? null
            : $"'{side}' names a system the plan does not have; it has {string.Join(", ", plan.Systems.Select(s => s.Name))}";
    }
}
