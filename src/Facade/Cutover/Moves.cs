using System.Collections.Immutable;
using Hub.Facade.Cutover.Handovers;
using Hub.Facade.Measuring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover;

/// <summary>
/// Makes a shift that has passed its checks: by a handover where it moves the owner of linked records, else at once.
/// </summary>
internal sealed class Moves(Revisions revisions, HandoverRun handovers, RouteTelemetry telemetry, WaysBack waysBack)
{
    /// <summary>Makes it.</summary>
    /// <param name="shift">The shift, as it was checked.</param>
    /// <param name="approval">A second person's approval, where it takes one.</param>
    /// <returns>What became of it; null where another revision came first.</returns>
    public async Task<ShiftOutcome?> MakeAsync(RouteShift shift, Approval? approval = null)
    {
        var group = GroupOf(shift);
        var done = new ShiftOutcome.Done(shift.Route.Id, shift.From with { Handover = null }, shift.To, 0)
        {
            Notes = ShiftRules.NotesOf(shift.Route, shift.From, shift.To),
        };
        Revision? revision;
        if (group.IsEmpty)
        {
            revision = await revisions.ShiftAsync(shift.Served, shift.Route.Id, shift.To, shift.By, shift.Reason, approval);
        }
        else
        {
            var wayBack = await waysBack.FindAsync(shift.Route);
            if (await handovers.RunAsync(shift, group, approval) is not { } ended)
                return null;
            if (ended.Refused is { } refused)
                return refused;
            revision = ended.Revision;
            var others = group.Select(r => r.Id).Where(r => r != shift.Route.Id).ToList();
            done = done with { Handover = ended.Steps, Together = others.Count > 0 ? others : null, WayBack = wayBack };
        }

        if (revision is null)
            return null;
        foreach (var route in group.Select(r => r.Id).DefaultIfEmpty(shift.Route.Id))
            telemetry.Shifted(route, shift.To.Stage);
        return done with { Revision = revision.Number };
    }

    /// <summary>Returns the routes that a shift moves by a handover; none where it moves its route at once.</summary>
    public static ImmutableArray<RoutePlan> GroupOf(RouteShift shift) =>
        shift.To.Stage == Stage.Retired || shift.From.Stage == Stage.Retired ? [] : WriteGroup.Of(shift.Route);
}
