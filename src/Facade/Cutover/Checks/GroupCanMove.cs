using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover.Checks;

/// <summary>The routes that write one linked entity can move together, and no handover of theirs is under way.</summary>
internal sealed class GroupCanMove : IShiftCheck
{
    public Task<Objection?> FindAsync(RoutingChange change) => Task.FromResult(change switch
    {
        RouteShift { To.Stage: not Stage.Retired } shift => Find(shift),
        PlanReplacement { Served: var served } =>
            served.Plan.Routes.Select(r => UnderWay(served, r)).FirstOrDefault(o => o is not null),
        _ => null,
    });

    private static Objection? Find(RouteShift shift)
    {
        if (UnderWay(shift.Served, shift.Route) is { } underWay)
            return underWay;
        var why = WriteGroup.Of(shift.Route).Where(r => r.Id != shift.Route.Id)
            .Select(r => ShiftRules.Refuse(shift.Served.Plan, r, shift.Served.State(r.Id), shift.To)).OfType<string>().ToList();
        return why.Count == 0 ? null : new Objection(
            $"{shift.Route.Id} moves together with all that write {shift.Route.Capability.Name}, and {string.Join('\n', why)}");
    }

    private static Objection? UnderWay(RoutingSnapshot served, RoutePlan route) =>
        served.State(route.Id).Handover is { } handover
            ? new Objection(
                $"{route.Capability.Name} is being handed over to {handover.To} at the moment; try again when that has ended. "
                + "A rollback ends it at once.")
            {
                Status = StatusCodes.Status409Conflict,
                IsFinal = true,
            }
            : null;
}
