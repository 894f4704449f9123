using System.Data.Common;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover.Checks;

/// <summary>
/// The owner of linked records moves forward while there is a way back: it is rehearsed at once, and where records of the new
/// side would be lost, the shift is refused unless it is forced. A gate asks for a rehearsal that is known and not old, besides.
/// </summary>
internal sealed class WayBackIsRehearsed(TimeProvider time, IRehearsals? rehearsals = null) : IShiftCheck
{
    /// <summary>How long a rehearsal is waited for; one that takes longer is done without, by the last one.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<Objection?> FindAsync(RoutingChange change)
    {
        if (rehearsals is null || change is not RouteShift { To.Stage: Stage.Canary or Stage.New } shift
            || shift.Route.Capability.Link is not { BothWays: true } link || WriteGroup.Of(shift.Route).IsEmpty)
            return null;
        try
        {
            var verdict = await rehearsals.RehearseAsync(link.Entity, Patience, CancellationToken.None);
            return verdict is { State: RollbackState.NotLossless }
                ? Lossy(shift, verdict)
                : GateOf(shift) is { Lossless: true } gate
                    ? Closed(shift, gate, verdict)
                    : null;
        }
        catch (DbException e)
        {
            return new Objection($"What a rollback of {link.Entity} would cost cannot be read from the hub's store: {e.Message}");
        }
    }

    private static GatePlan? GateOf(RouteShift shift) =>
        shift.Route.GateBefore(shift.To.Stage == Stage.Canary ? "canary" : "new");

    private Objection Lossy(RouteShift shift, RollbackVerdict verdict) => new(
        $"{shift.Route.Id} is not shifted forward: a rollback would be {verdict.Describe()} "
        + $"({string.Join("; ", verdict.DescribeRecords())}; {verdict.DescribeAge(time.GetUtcNow())}). Correct them on the new "
        + "side, or what refuses them in legacy, settle what is parked or in conflict (./hub sync parked, ./hub sync conflicts), "
        + "and shift again; or force the shift (--force), which the audit log keeps.")
    {
        Forcible = $"a rollback would be {verdict.Describe()}",
    };

    private Objection? Closed(RouteShift shift, GatePlan gate, RollbackVerdict? verdict)
    {
        var why = verdict is null ? "the way back was not rehearsed yet"
            : verdict.State == RollbackState.Unknown ? $"whether a rollback is lossless is {verdict.Describe().TrimEnd('.')}"
            : time.GetUtcNow() - verdict.RehearsedAt > gate.Rehearsed
                ? $"the way back was {verdict.DescribeAge(time.GetUtcNow())}, and may be {PlanDuration.Write(gate.Rehearsed)} old"
            : null;
        return why is null ? null : new Objection(
            $"{shift.Route.Id} is not shifted forward: its gate at {gate.At} asks for 'rollback: lossless', and {why}. "
            + "See ./hub sync status and ./hub systems, and shift again.")
        {
            Forcible = $"the gate's 'rollback: lossless' is not met, as {why}",
        };
    }
}
