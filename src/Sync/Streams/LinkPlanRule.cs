using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;

namespace Hub.Sync.Streams;

/// <summary>
/// Checks that a link names an adapter of a system in the plan, a service, or as its new side a service's address.
/// </summary>
internal sealed class LinkPlanRule : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var link in plan.Capabilities.Select(c => c.Link).OfType<LinkPlan>())
        {
            // What is wrong with an address is told where it is read.
            foreach (var side in link.Sides.Where(s => s != link.New || s.IsHosted))
                if (Fault(plan, side) is { } fault)
                    errors.Add(link.At, fault);
            if (link.Sides.GroupBy(side => side).FirstOrDefault(g => g.Count() > 1) is { } twice)
                errors.Add(
                    link.At,
                    $"the link of {link.Entity} names '{twice.Key}' twice; legacy, new and copies are different sides");
        }
    }

    private static string? Fault(MigrationPlan plan, SideName side) => side switch
    {
        { Kind: SideKind.Service, Name.Length: > 0 } => null,
        { Kind: not SideKind.Adapter } => $"'{side}' cannot be synced; name 'adapter:<system>' or 'service:<name>' (only 'new' "
            + "is an address as well)",
        _ when plan.Systems.Any(s => s.Side == side) || plan.Gaps.MayHoldSystem(side.Name) => null,
        _ => $"'{side}' names a system the plan does not have; it has {string.Join(", ", plan.Systems.Select(s => s.Name))}",
    };
}
