using Hub.ServiceKit.Hosting;

namespace Hub.Platform.Plan;

/// <summary>Notes links that keep others in step than those who answer the capability's routes.</summary>
internal sealed class LinksMeetSides : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var capability in plan.Capabilities)
        {
            if (capability is not { Link: { } link, Routes: [var first, ..] })
                continue;
            // Routes share their capability's sides; some have no new one.
            var @new = capability.Routes.Select(r => r.New).FirstOrDefault(s => s is not null);
            // A system of files answers no routes.
            if (plan.Systems.FirstOrDefault(s => s.Side == link.Legacy)?.Node["files"] is null)
                Compare(capability, link, "legacy", link.Legacy, first.Legacy, errors);
            Compare(capability, link, "new", link.New, @new, errors);
        }
    }

    private static void Compare(
        CapabilityPlan capability, LinkPlan link, string word, SideName linked, SideTarget? side, PlanErrors errors)
    {
        if (side is null || side.Name == linked)
            return;
        errors.Note(
            link.At,
            $"the link of {link.Entity} has '{word}: {linked}', and the routes of {capability.Name} are answered by "
            + $"'{word}: {side.Name}' under 'sides': what is written there is kept in step only where both are the same records"
            + (side.Address is null ? $"; otherwise write '{word}: {side.Name}' in the link" : ""));
    }
}
