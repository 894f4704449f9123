using Hub.Facade.Evidence;
using Hub.Facade.Gating;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Approvals;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>
/// Performs what a second person approves: exactly what was asked, once, and only while nothing of it has changed.
/// </summary>
internal sealed class Approving(
    PendingChanges pending, CurrentRouting current, Revisions revisions, RevisionLog log, PlanApplication plans,
    ShiftChecks checks, Moves moves, Requesters requesters, AccessTokens tokens,
    EvidenceDocuments documents)
{
    private const string Approved = "approved";

    /// <summary>All that waits, each with what stands in its way.</summary>
    public async Task<IReadOnlyList<PendingView>> ListAsync()
    {
        await revisions.FollowAsync();
        var views = new List<PendingView>();
        var all = await tokens.ListAsync();
        foreach (var change in await pending.ListAsync())
            views.Add(PendingView.Of(change, requesters.FindLoss(change, all) ?? await FindChangedAsync(change)));
        return views;
    }

    /// <summary>
    /// Returns a change that waits, with all that whoever approves it should see, or what became of it.
    /// </summary>
    public async Task<(PendingView? Change, ShiftOutcome.Refused? Gone)> FindAsync(string id, AccessGrant caller)
    {
        await revisions.FollowAsync();
        if (await pending.FindAsync(id) is not { } change)
            return (null, NotThere(id));
        if (!pending.IsOpen(change))
            return (null, new ShiftOutcome.Refused(StatusCodes.Status410Gone, await EndedAsync(change)));
        var changed = await requesters.FindLossAsync(change) ?? await FindChangedAsync(change);
        var view = PendingView.Of(change, changed) with { Refusal = FindRefusal(change, changed, caller) };
        return (await WithDiffAsync(view, change), null);
    }

    private async Task<PendingView> WithDiffAsync(PendingView view, PendingChange change) =>
        change.Action == ApprovalRequests.Plan ? view with { Diff = await plans.DiffAsync(change) } : view;

    public async Task<ShiftOutcome> ApproveAsync(string id, string digest, string approver)
    {
        while (true)
        {
            // The change may have been asked under a revision that this node has not heard of yet.
            await revisions.FollowAsync();
            if (await pending.FindAsync(id) is not { } change)
                return NotThere(id);
            if (change.Digest != digest)
                return Conflict($"{id} is another change than the one approved: its digest is {change.Digest}.");
            if (change.RequestedBy == approver)
                return Forbidden(OwnChange(approver));
            if (!pending.IsOpen(change))
                return Conflict(await EndedAsync(change));
            if (await requesters.FindLossAsync(change) is { } lost)
            {
                await pending.EndAsync(id, "void", approver);
                return Conflict($"{id} is void: {lost}. Whoever may ask for it asks again.");
            }

            var snapshot = current.Snapshot;
            if (await FindChangedAsync(change) is { } changed)
            {
                await pending.EndAsync(id, "void", approver);
                return Conflict($"{id} is void: {changed} since it was asked for. Ask again for what is wanted now.");
            }

            var approval = new Approval(approver, (c, t) => pending.TakeAsync(c, t, id, approver));
            var outcome = change.Action == ApprovalRequests.Plan
                ? await plans.PerformAsync(snapshot, change, approval)
                : await ShiftAsync(snapshot, change, approval);
            if (outcome is not null)
                return outcome;
        }
    }

    public async Task<ShiftOutcome> WithdrawAsync(string id, string author)
    {
        if (await pending.FindAsync(id) is not { } change)
            return NotThere(id);
        if (change.RequestedBy != author)
            return Forbidden(
                $"{change.RequestedBy} asked for this and alone withdraws it; it ends by itself at {change.ExpiresAt:u}.");
        return await pending.EndAsync(id, "withdrawn", author)
            ? new ShiftOutcome.Withdrawn(id) { Of = ApprovalRequests.SubjectOf(change), Reason = change.Reason }
            : Conflict(await pending.FindAsync(id) is { } ended ? await EndedAsync(ended) : $"{id} is gone.");
    }

    /// <summary>Null when another revision came first: to be looked at again.</summary>
    private async Task<ShiftOutcome?> ShiftAsync(RoutingSnapshot snapshot, PendingChange change, Approval approval)
    {
        var (to, asked) = (ApprovalRequests.Read<RouteState>(change.To), AskedState.Of(change));
        var route = snapshot.Plan.Routes.First(r => r.Id == change.Target);
        // Checked again: a freeze may have begun since.
        var verdict = await checks.RunAsync(
            new RouteShift(snapshot, route, to, change.RequestedBy, change.Reason) { IsApproved = true });
        // What was signed is void once it says less than that.
        if (await documents.ReadAsync((RouteShift)verdict.Change) is { } reading
            && reading.State > (asked.Gate ?? GateState.Pass))
        {
            await pending.EndAsync(change.Id, "void", approval.By);
            return Conflict($"{change.Id} is void: {Worse(reading)} Ask again once the gate is passed.");
        }

        if (verdict.Refuse(asked.Forced is not null, asked.AcceptedSplit is not null) is { } refused)
            return refused;
        await verdict.PassAsync();
        var outcome = await moves.MakeAsync(
            new RouteShift(snapshot, route, to, change.RequestedBy, change.Reason) { IsApproved = true }, approval);
        return outcome is ShiftOutcome.Done done
            ? done with
            {
                RequestedBy = change.RequestedBy,
                ApprovedBy = approval.By,
                Reason = change.Reason,
                Forced = verdict.Overridden,
                OverridesGate = verdict.OverridesGate,
                Evidence = asked.Evidence,
                AcceptedSplit = verdict.AcceptedSplit,
            }
            : outcome;
    }

    private static string Worse(GateReading reading) => string.Join(' ', reading.Verdicts
        .Where(v => v.State != GateState.Pass)
        .Select(v => $"the gate of {v.Route} before {v.Before} says less than when it was asked for ({v.DescribeMissing()})."));

    /// <summary>What has changed of the change's own matter since it was asked, or null; other routes may have moved.</summary>
    private async Task<string?> FindChangedAsync(PendingChange change)
    {
        foreach (var revision in await log.ListSinceAsync(change.Revision))
        {
            if (revision.PlanHash != change.Plan)
                return $"revision {revision.Number} by {revision.Author} brought another plan";
            if (change.Action != ApprovalRequests.Shift)
                continue;
            // Also when it was put back meanwhile: somebody had a reason.
            var state = revision.States.GetValueOrDefault(change.Target) ?? RouteState.Initial;
            if (state != ApprovalRequests.Read<RouteState>(change.From))
                return $"revision {revision.Number} by {revision.Author} put {change.Target} at {state}";
        }

        return null;
    }

    /// <summary>Returns why a caller cannot approve a change, as far as that can be known before; null otherwise.</summary>
    private static string? FindRefusal(PendingChange change, string? changed, AccessGrant caller) =>
        change.RequestedBy == caller.Name ? OwnChange(caller.Name)
        : caller.Role < AccessRole.Approver
            ? $"Approving takes role approver; the token '{caller.Name}' is {caller.Describe()}."
        : change.Capabilities.Where(c => !caller.Covers(c)).ToList() is { Count: > 0 } missing
            ? $"Approving {change.Id} takes a token that covers {string.Join(", ", missing)}; "
                + $"the token '{caller.Name}' is {caller.Describe()}."
        : changed is not null ? $"{change.Id} is void: {changed}. Ask again for what is wanted now."
        : null;

    private static string OwnChange(string caller) => $"{caller} asked for this; it takes a second person to approve it.";

    private async Task<string> EndedAsync(PendingChange change) => change.State switch
    {
        PendingChange.Waiting =>
            $"{change.Id} has expired: it waited from {change.RequestedAt:u} to {change.ExpiresAt:u}. Ask again.",
        "void" => $"{change.Id} is void: what it was about has changed, or whoever asked may not ask for it any more. "
            + "Ask again for what is wanted now.",
        Approved => $"{change.Id} was approved by {change.DecidedBy}{await RevisionOfAsync(change)}.",
        var state => $"{change.Id} was {state} by {change.DecidedBy}.",
    };

    /// <summary>Returns the revision that a change became, as the end of a sentence; empty where none is found.</summary>
    private async Task<string> RevisionOfAsync(PendingChange change) =>
        (await log.ListSinceAsync(change.Revision)).FirstOrDefault(r =>
            r.Author == change.RequestedBy && r.Approver == change.DecidedBy && r.Reason == change.Reason) is { } revision
            ? $", as revision {revision.Number}"
            : "";

    private static ShiftOutcome.Refused NotThere(string id) =>
        new(StatusCodes.Status404NotFound, $"No change '{id}' waits for approval; ./hub approve lists those that do.");

    private static ShiftOutcome.Refused Forbidden(string why) => new(StatusCodes.Status403Forbidden, why);

    private static ShiftOutcome.Refused Conflict(string why) => new(StatusCodes.Status409Conflict, why);
}
