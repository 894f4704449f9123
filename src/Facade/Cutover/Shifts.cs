using Hub.Facade.Cutover.Approvals;
using Hub.Facade.Measuring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>Shifts routes: checks, appends a revision, serves it.</summary>
internal sealed class Shifts(
    CurrentRouting current, Revisions revisions, ShiftChecks checks, RevisionConflict conflict, ApprovalRequests approvals,
    RouteTelemetry telemetry)
{
    public Task<ShiftOutcome> ShiftAsync(string route, ShiftRequest request, string author) =>
        request.FindFaults().ToList() is { Count: > 0 } faults
            ? Task.FromResult<ShiftOutcome>(ShiftOutcome.Refused.Malformed(faults))
            : MoveAsync(route, request.ToState(), author, request.Reason, request.ExpectedRevision, request.Force);

    /// <summary>
    /// Puts everything back on the legacy side: never gated, and refused only where there is no way back, from retired.
    /// </summary>
    public Task<ShiftOutcome> RollbackAsync(string route, RollbackRequest request, string author) =>
        string.IsNullOrWhiteSpace(request.Reason)
            ? Task.FromResult<ShiftOutcome>(ShiftOutcome.Refused.Malformed([Reasons.Missing]))
            : MoveAsync(
                route, RouteState.Initial, author, Reasons.Bound(request.Reason), expectedRevision: null, force: false);

    private async Task<ShiftOutcome> MoveAsync(
        string id, RouteState to, string author, string reason, long? expectedRevision, bool force)
    {
        while (true)
        {
            // Another node may have moved the route a moment ago: one that is behind must not say that it stands there already.
            await revisions.FollowAsync();
            var snapshot = current.Snapshot;
            if (snapshot.Plan.Routes.FirstOrDefault(r => r.Id == id) is not { } route)
                return new ShiftOutcome.Refused(StatusCodes.Status404NotFound, UnknownRoute.Sentence(id, snapshot.Plan));
            if (await conflict.FindAsync(expectedRevision) is { } changed)
                return changed;
            // Heard of only by looking again.
            if (expectedRevision is { } expected && expected != snapshot.Revision)
                continue;

            var from = snapshot.States[id];
            if (from == to)
                return new ShiftOutcome.Done(id, from, to, snapshot.Revision);
            if (await checks.RefuseAsync(snapshot, route, to) is { } refused)
                return refused;
            var dead = await checks.FindDeadSideAsync(snapshot, route, to);
            if (dead is not null && !force)
                return dead.Refuse();
            var zone = snapshot.Plan.Capabilities.First(c => c.Name == route.Capability).Zone;
            if (zone == Zone.Inside && ShiftRules.IsForward(from, to))
                return await approvals.AskAsync(snapshot, route, to, author, reason, dead);
            if (await revisions.ShiftAsync(snapshot, id, to, author, reason) is { } revision)
            {
                telemetry.Shifted(id, to.Stage);
                return new ShiftOutcome.Done(id, from, to, revision.Number)
                {
                    Notes = ShiftRules.NotesOf(snapshot.Plan, route, from, to),
                    Forced = dead?.ToString(),
                };
            }

            // Another shift came first, perhaps at another node: decide again on what is newest now.
        }
    }
}
