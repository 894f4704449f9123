using Hub.Platform.Plan;

namespace Hub.Platform.Routing;

/// <summary>Every route of a plan has a flag that decisions can be made by.</summary>
internal sealed class RoutesAreDecidable : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        // Of a plan with faults it would only repeat what they mean.
        if (errors.Count == 0)
            errors.Try(new PlanLocation("capabilities", 1), "the plan cannot be served", () => _ = new RoutingSnapshot(0, plan));
    }
}
