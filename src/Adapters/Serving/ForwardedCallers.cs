using Hub.Platform.Plan;

namespace Hub.Adapters.Serving;

/// <summary>
/// A system that wants the hub's callers to show their own credentials gets them: the hub's own tokens never go on.
/// </summary>
internal sealed class ForwardedCallers : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var system in plan.Systems.Where(s =>
            s.Node["credentials"] is { } c && (c.Text == "forward" || c["forward"]?.Flag == true)))
            foreach (var capability in plan.Capabilities.Where(c =>
                c.Access == PublicAccess.Token && c.Routes.Any(r => r.Legacy.Name == system.Side)))
                errors.Add(
                    system.Node["credentials"]!,
                    $"callers of '{capability.Name}' show a token of the hub's (access: token), which is not passed on, "
                    + $"so {system.Name} would know none of them; write access: forward or jwt there, or 'service' here");
    }
}
