using Hub.Facade.Cutover.Approvals;
using Hub.Facade.Evidence;
using Hub.Facade.Gating;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>Shifts routes: checks, appends a revision, serves it.</summary>
internal sealed class Shifts(
    CurrentRouting current, Revisions revisions, ShiftChecks checks, RevisionConflict conflict, ApprovalRequests approvals,
    Moves moves, EvidenceDocuments documents, GateNotices notices)
{
    public Task<ShiftOutcome> ShiftAsync(string route, ShiftRequest request, string author) =>
        request.FindFaults().ToList() is { Count: > 0 } faults
            ? Task.FromResult<ShiftOutcome>(ShiftOutcome.Refused.Malformed(faults))
            : MoveAsync(route, request, author);

    /// <summary>
    /// Puts everything back on the legacy side: never gated, and refused only where there is no way back, from retired.
    /// </summary>
    public Task<ShiftOutcome> RollbackAsync(string route, RollbackRequest request, string author) =>
        string.IsNullOrWhiteSpace(request.Reason)
            ? Task.FromResult<ShiftOutcome>(ShiftOutcome.Refused.Malformed([Reasons.Missing]))
            : MoveAsync(route, new ShiftRequest { Stage = Stage.Legacy, Reason = Reasons.Bound(request.Reason) }, author);

    /// <summary>
    /// Returns what a shift, whose request has no faults, meets now, or why there is no such route. Changes nothing.
    /// </summary>
    public async Task<(ShiftTrial? Trial, ShiftOutcome.Refused? Unknown)> TryAsync(
        string id, ShiftRequest request, string author)
    {
        while (true)
        {
            // Another node may have moved the route a moment ago: one that is behind must not say that it stands there already.
            await revisions.FollowAsync();
            var snapshot = current.Snapshot;
            if (snapshot.Plan.Routes.FirstOrDefault(r => r.Id == id) is not { } route)
                return (null, new(StatusCodes.Status404NotFound, UnknownRoute.Sentence(id, snapshot.Plan)));
            var shift = new RouteShift(snapshot, route, request.ToState(), author, request.Reason);
            if (await conflict.FindAsync(request.ExpectedRevision) is { } changed)
                return (new ShiftTrial(shift, null, changed), null);
            // Heard of only by looking again.
            if (request.ExpectedRevision is { } expected && expected != snapshot.Revision)
                continue;
            if (IsThere(shift))
                return (new ShiftTrial(shift, null, null), null);
            var verdict = await checks.RunAsync(shift);
            return (new ShiftTrial(shift, verdict, verdict.Refuse(request.Force, request.AcceptSplit)), null);
        }
    }

    /// <summary>Whether the route, and all that move with it, stand there already.</summary>
    private static bool IsThere(RouteShift shift) =>
        shift.From == shift.To
        && (shift.To.Stage == Stage.Retired || WriteGroup.Of(shift.Route).All(r => shift.Served.State(r.Id) == shift.To));

    private async Task<ShiftOutcome> MoveAsync(string route, ShiftRequest request, string author)
    {
        while (true)
        {
            var (trial, unknown) = await TryAsync(route, request, author);
            if ((trial is null ? unknown : await MakeAsync(trial)) is { } outcome)
                return outcome;

            // Another shift came first, perhaps at another node: decide again on what is newest now.
        }
    }

    /// <summary>Makes a shift as it was tried; null where another revision came first.</summary>
    private async Task<ShiftOutcome?> MakeAsync(ShiftTrial trial)
    {
        var verdict = trial.Verdict;
        if (trial.Refused is { } refused)
        {
            await notices.TellAsync(trial);
            return refused;
        }

        if (verdict is null)
            return new ShiftOutcome.Done(trial.Route.Id, trial.Shift.To, trial.Shift.To, trial.Served.Revision);
        var reading = await documents.ReadAsync(trial.Shift);
        // What was judged a moment ago does not hold any more.
        if (reading is { State: not GateState.Pass } && !verdict.OverridesGate)
            return null;
        if (reading is not null)
            await documents.KeepAsync(trial.Route.Id, reading);
        if (verdict.SecondPerson is not null)
            return await approvals.AskAsync(trial.Shift, verdict, reading);
        await verdict.PassAsync();
        var outcome = await moves.MakeAsync(trial.Shift);
        return outcome is ShiftOutcome.Done done
            ? done with
            {
                Forced = verdict.Overridden,
                AcceptedSplit = verdict.AcceptedSplit,
                OverridesGate = verdict.OverridesGate,
                Gates = reading?.Verdicts is { Count: > 0 } gates ? gates : null,
                Evidence = reading?.Hash,
            }
            : outcome;
    }
}
