using System.Text.Json;
using Hub.Facade.Cutover.Approvals;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Approvals;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>
/// Puts another plan in place of the one served, or one capability's part of it: checked whole, at once, routes staying
/// where they stand.
/// </summary>
internal sealed class PlanApplication(
    CurrentRouting current, Revisions revisions, PlanLoader loader, PlanReferences references, PlanStore plans,
    OfferedPlans source, ShiftChecks checks, RevisionConflict conflict, ApprovalRequests approvals, Requesters requesters)
{
    // A plan may differ in every line.
    private const int MostShown = 10;

    // Bytes; who has more to compare has the files.
    private const long MostCompared = 1024 * 1024;

    public async Task<ShiftOutcome> ApplyAsync(PlanRequest request, AccessGrant caller)
    {
        if (Reasons.FindFault(request.Reason) is { } unreasonable)
            return ShiftOutcome.Refused.Malformed([unreasonable]);
        var (offered, unusable) = await source.FindAsync(request);
        if (offered is null)
            return unusable!;
        while (true)
        {
            // Another revision may have come first, perhaps another team's part of the plan: merge into that one.
            await revisions.FollowAsync();
            var snapshot = current.Snapshot;
            if (await conflict.FindAsync(request.ExpectedRevision) is { } changed)
                return changed;
            // Heard of only by looking again.
            if (request.ExpectedRevision is { } expected && expected != snapshot.Revision)
                continue;
            var (under, number) = request.Capability is null
                ? (offered.Files, snapshot.Revision)
                : await FindNewestAsync(snapshot);
            var scope = request.Capability is { } capability
                ? PlanScope.Merge(under, offered.Files, capability)
                : new PlanScope(offered.Files, []);
            if (scope is null)
                return ShiftOutcome.Refused.Malformed(
                    [new("capability", PlanScope.Unknown(offered.Files, request.Capability!))]);
            var names = new PlanFileNames(offered, scope.Merged, PlanStore.NameOf(under.Hash, number));
            if (RefuseAsWritten(snapshot.Plan.Bundle, scope.Merged, caller, names) is { } unread)
                return unread;
            var errors = new PlanErrors { IsStored = names.IsKept };
            if (loader.Load(scope.Merged, references, errors) is not { } plan)
                return names.Refuse(errors);
            var removed = RemovedRoutes.Between(snapshot.Plan, plan);
            var done = new ShiftOutcome.Applied(plan.Hash, snapshot.Revision)
            {
                LeftAsServed = scope.Left, Notes = [.. errors.Notes.Select(names.Of)], Removed = removed,
            };
            if (snapshot.Plan.Hash == plan.Hash && snapshot.Unserved is null)
                return done with { Changed = false };
            var capabilities = PlanChanges.Capabilities(snapshot.Plan, plan);
            if (OutOfScope(capabilities, caller) is { } outside)
                return outside;
            var replacement = new PlanReplacement(snapshot, plan, caller.Name, request.Reason) { Removes = request.Removes };
            var verdict = await checks.RunAsync(replacement);
            if (verdict.Refuse(force: false) is { } refused)
                return refused;
            if (verdict.SecondPerson is not null)
                return await approvals.AskAsync(replacement, capabilities);
            await verdict.PassAsync();
            if (await revisions.ApplyPlanAsync(snapshot, plan, caller.Name, request.Reason) is { } revision)
                return done with { Revision = revision.Number };
        }
    }

    /// <summary>Applies a plan that a second person approves; null when another revision came first.</summary>
    public async Task<ShiftOutcome?> PerformAsync(RoutingSnapshot snapshot, PendingChange change, Approval approval)
    {
        var hash = ApprovalRequests.Read<string>(change.To);
        var bundle = await plans.FindAsync(hash) ?? throw new InvalidDataException($"Plan {hash} is not in the store.");
        var needed = GrantsOfPersons.Differ(snapshot.Plan.Bundle, bundle) ? AccessRole.Admin : AccessRole.Integrator;
        if (OperatorsPart.Beyond(snapshot.Plan.Bundle, bundle).Count > 0 && !await requesters.HasAsync(change, needed))
            return new ShiftOutcome.Refused(
                StatusCodes.Status409Conflict,
                $"The plan changes what takes role {needed.ToString().ToLowerInvariant()}, which {change.RequestedBy} does not "
                + "have any more: whoever may ask for it asks again.");
        var errors = new PlanErrors();
        if (loader.Load(bundle, references, errors) is not { } plan)
            return new PlanFileNames(new OfferedPlan(bundle, FromStore: null), bundle, "").Refuse(errors);
        var verdict = await checks.RunAsync(
            new PlanReplacement(snapshot, plan, change.RequestedBy, change.Reason) { IsApproved = true });
        if (verdict.Refuse(force: false) is { } refused)
            return refused;
        await verdict.PassAsync();
        return await revisions.ApplyPlanAsync(snapshot, plan, change.RequestedBy, change.Reason, approval) is { } revision
            ? new ShiftOutcome.Applied(plan.Hash, revision.Number) { Reason = change.Reason }
            : null;
    }

    /// <summary>Returns what a plan that waits would change of the one it was asked under.</summary>
    public async Task<PlanDifferenceView?> DiffAsync(PendingChange change) =>
        await FindAsync(ApprovalRequests.Read<string>(change.From)) is { } from
        && await FindAsync(ApprovalRequests.Read<string>(change.To)) is { } to
            ? PlanDifference.Between(from, to, MostCompared).ToView()
            : null;

    /// <summary>The files that one capability's part is put into: the store's newest, even where they are not served.</summary>
    private async Task<(PlanBundle Files, long Revision)> FindNewestAsync(RoutingSnapshot snapshot) =>
        snapshot.Unserved is { Newest: var newest } && await FindAsync(newest.PlanHash) is { } files
            ? (files, newest.Number)
            : (snapshot.Plan.Bundle, snapshot.Revision);

    private async Task<PlanBundle?> FindAsync(string hash)
    {
        try
        {
            return await plans.FindAsync(hash);
        }
        catch (InvalidDataException)
        {
            // Changed in the store, so nobody's to build on.
            return null;
        }
    }

    /// <summary>Whether the caller may change what differs, before anything that the plan refers to is read.</summary>
    private static ShiftOutcome.Refused? RefuseAsWritten(
        PlanBundle served, PlanBundle asked, AccessGrant caller, PlanFileNames names)
    {
        var errors = new PlanErrors { IsStored = names.IsKept };
        PlanTrees.Read(asked, errors);
        if (errors.Count > 0)
            return names.Refuse(errors);
        if (OutOfScope(PlanChanges.Owners(served, asked), caller) is { } refused)
            return refused;
        if (caller.Role < AccessRole.Admin && GrantsOfPersons.Differ(served, asked))
            return new ShiftOutcome.Refused(
                StatusCodes.Status403Forbidden,
                $"This takes role admin: the plan changes {GrantsOfPersons.Field} in {PlanPaths.Hub}, which says who is signed "
                + $"in and what they may do. The token '{caller.Name}' is {caller.Describe()}.")
            {
                Role = AccessRole.Admin,
            };
        if (caller.Role >= AccessRole.Integrator || OperatorsPart.Beyond(served, asked) is not { Count: > 0 } beyond)
            return null;
        var shown = string.Join(", ", beyond.Take(MostShown))
            + (beyond.Count > MostShown ? $" and {beyond.Count - MostShown} more" : "");
        return new ShiftOutcome.Refused(
            StatusCodes.Status403Forbidden,
            $"This takes role integrator: the plan changes {shown}; {OperatorsPart.Said}. "
            + $"The token '{caller.Name}' is {caller.Describe()}.")
        {
            Role = AccessRole.Integrator,
        };
    }

    private static ShiftOutcome.Refused? OutOfScope(IReadOnlyList<string> capabilities, AccessGrant caller)
    {
        var missing = capabilities.Where(c => !caller.Covers(c)).ToList();
        return missing.Count == 0 ? null : new ShiftOutcome.Refused(
            StatusCodes.Status403Forbidden,
            $"The plan changes what is not in this token's scope: {string.Join(", ", missing.Select(Describe))}.")
        {
            Missing = missing,
        };
    }

    private static string Describe(string capability) =>
        capability == AccessGrant.Everything
            ? "files that belong to no single capability (all capabilities)"
            : $"capability '{capability}'";
}
