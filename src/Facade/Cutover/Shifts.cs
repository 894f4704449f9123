using Hub.Facade.Cutover.Approvals;
using Hub.Facade.Forwarding;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>Shifts routes: checks, appends a revision, serves it.</summary>
internal sealed class Shifts(CurrentRouting current, Revisions revisions, ApprovalRequests approvals, RouteTelemetry telemetry)
{
    public Task<ShiftOutcome> ShiftAsync(string route, ShiftRequest request, string author)
    {
        var refused = CheckForm(request);
        return refused is not null
            ? Task.FromResult<ShiftOutcome>(refused)
            : MoveAsync(route, new RouteState(request.Stage, request.Percent ?? 0), author, request.Reason, request.ExpectedRevision);
    }

    /// <summary>Puts everything back on the legacy side: never gated, never refused.</summary>
    public Task<ShiftOutcome> RollbackAsync(string route, RollbackRequest request, string author) =>
        string.IsNullOrWhiteSpace(request.Reason)
            ? Task.FromResult<ShiftOutcome>(new ShiftOutcome.Refused(StatusCodes.Status400BadRequest, "$.reason: say why; it is kept with the revision."))
            : MoveAsync(route, RouteState.Initial, author, request.Reason, expectedRevision: null);

    private static ShiftOutcome.Refused? CheckForm(ShiftRequest request)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(request.Reason))
            errors.Add("$.reason: say why; it is kept with the revision.");
        if (request.Stage == Stage.Canary && request.Percent is not (>= 0 and <= 100))
            errors.Add("$.percent: a canary needs the share of cohorts on the new side, 0 to 100.");
        if (request.Stage != Stage.Canary && request.Percent is not null)
            errors.Add("$.percent: only a canary has a percentage.");
        return errors.Count == 0 ? null : new ShiftOutcome.Refused(StatusCodes.Status400BadRequest, string.Join(" ", errors));
    }

    private async Task<ShiftOutcome> MoveAsync(string id, RouteState to, string author, string reason, long? expectedRevision)
    {
        while (true)
        {
            // Another node may have moved the route a moment ago: one that is behind must not say that it stands there already.
            await revisions.FollowAsync();
            var snapshot = current.Snapshot;
            if (snapshot.Plan.Routes.FirstOrDefault(r => r.Id == id) is not { } route)
                return new ShiftOutcome.Refused(
                    StatusCodes.Status404NotFound, $"There is no route '{id}'{Spelling.DidYouMean(id, snapshot.Plan.Routes.Select(r => r.Id))}.");
            if (expectedRevision is { } expected && expected != snapshot.Revision)
                return new ShiftOutcome.Refused(
                    StatusCodes.Status409Conflict, $"Revision {snapshot.Revision} is served, not {expected}; {id} stands at {snapshot.States[id]} now.");

            var from = snapshot.States[id];
            if (from == to)
                return new ShiftOutcome.Done(id, from, to, snapshot.Revision);
            if (ShiftRules.Refuse(route, from, to) is { } why)
                return new ShiftOutcome.Refused(StatusCodes.Status422UnprocessableEntity, why);
            var zone = snapshot.Plan.Capabilities.First(c => c.Name == route.Capability).Zone;
            if (zone == Zone.Inside && ShiftRules.IsForward(from, to))
                return await approvals.AskAsync(snapshot, route, to, author, reason);
            if (await revisions.ShiftAsync(snapshot, id, to, author, reason) is { } revision)
            {
                telemetry.Shifted(id, to.Stage);
                return new ShiftOutcome.Done(id, from, to, revision.Number);
            }

            // Another shift came first, perhaps at another node: decide again on what is newest now.
        }
    }
}
