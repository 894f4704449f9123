using Hub.Facade.Cutover.Approvals;
using Hub.Platform.Identity.Approvals;
using Hub.Platform.Plan;
using Hub.Platform.Shifting;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover.Checks;

/// <summary>
/// What is shifted forward in zone inside, or changes it, is asked of a second person, who has only so much of one person's
/// to read.
/// </summary>
internal sealed class SecondPersonAgrees(PendingChanges pending) : IShiftCheck
{
    public async Task<Objection?> FindAsync(RoutingChange change)
    {
        if (change.IsApproved || WhyAsked(change) is not { } why)
            return null;
        var others = (await pending.ListAsync()).Count(c => c.RequestedBy == change.By && !ApprovalRequests.IsOf(c, change));
        return others < ApprovalRequests.Most
            ? new Objection(why) { TakesSecondPerson = true }
            : new Objection(
                $"{others} changes that {change.By} asked for wait for a second person already; "
                + "take some back with ./hub approve ID --withdraw, or have them approved.")
            {
                Status = StatusCodes.Status409Conflict,
            };
    }

    private static string? WhyAsked(RoutingChange change) => change switch
    {
        RouteShift { Route: { Capability: { Zone: Zone.Inside } inside } route } =>
            $"{inside.Name} is in zone inside: {route.Id} is shifted forward once a second person approves it.",
        // Where no plan is served there is nothing inside to be changed.
        PlanReplacement { Served.Plan: var served, Plan: var plan } when !ReferenceEquals(served, MigrationPlan.Empty)
            && PlanChanges.TouchedInside(served, plan) is { Count: > 0 } touched =>
            $"The plan changes what is in zone inside ({string.Join(", ", touched)}): "
            + "it is applied once a second person approves it.",
        _ => null,
    };
}
