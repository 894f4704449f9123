using Hub.Facade.Cutover.Approvals;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Approvals;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>Puts another plan in place of the one served: checked whole, at once, routes staying where they stand.</summary>
internal sealed class PlanApplication(
    CurrentRouting current, Revisions revisions, PlanLoader loader, PlanReferences references, PlanStore plans,
    ApprovalRequests approvals)
{
    public async Task<ShiftOutcome> ApplyAsync(PlanRequest request, AccessGrant caller)
    {
        if (string.IsNullOrWhiteSpace(request.Reason))
            return new ShiftOutcome.Refused(StatusCodes.Status400BadRequest, "$.reason: say why; it is kept with the revision.");
        var errors = new PlanErrors();
        if (loader.Load(request.ToBundle(), references, errors) is not { } plan)
            return new ShiftOutcome.Refused(StatusCodes.Status422UnprocessableEntity, string.Join('\n', errors));
        while (true)
        {
            await revisions.FollowAsync();
            var snapshot = current.Snapshot;
            if (snapshot.Plan.Hash == plan.Hash)
                return new ShiftOutcome.Applied(plan.Hash, snapshot.Revision);
            var capabilities = PlanChanges.Capabilities(snapshot.Plan, plan);
            if ((Refuse(snapshot, plan) ?? OutOfScope(capabilities, caller)) is { } refused)
                return refused;
            if (PlanChanges.TouchedInside(snapshot.Plan, plan).Count > 0)
                return await approvals.AskAsync(snapshot, plan, capabilities, caller.Name, request.Reason);
            if (await revisions.ApplyPlanAsync(snapshot, plan, caller.Name, request.Reason) is { } revision)
                return new ShiftOutcome.Applied(plan.Hash, revision.Number);
        }
    }

    /// <summary>Applies a plan that a second person approves; null when another revision came first.</summary>
    public async Task<ShiftOutcome?> PerformAsync(RoutingSnapshot snapshot, PendingChange change, Approval approval)
    {
        var hash = ApprovalRequests.Read<string>(change.To);
        var bundle = await plans.FindAsync(hash) ?? throw new InvalidDataException($"Plan {hash} is not in the store.");
        var errors = new PlanErrors();
        if (loader.Load(bundle, references, errors) is not { } plan)
            return new ShiftOutcome.Refused(StatusCodes.Status422UnprocessableEntity, string.Join('\n', errors));
        if (Refuse(snapshot, plan) is { } refused)
            return refused;
        return await revisions.ApplyPlanAsync(snapshot, plan, change.RequestedBy, change.Reason, approval) is { } revision
            ? new ShiftOutcome.Applied(plan.Hash, revision.Number)
            : null;
    }

    /// <summary>A route that has moved is not lost by the way: somebody relies on where it stands.</summary>
    private static ShiftOutcome.Refused? Refuse(RoutingSnapshot snapshot, MigrationPlan plan)
    {
        var lost = snapshot.States.Where(s => s.Value.Stage != Stage.Legacy).Select(s => s.Key)
            .Except(plan.Routes.Select(r => r.Id), StringComparer.Ordinal).ToList();
        return lost.Count == 0 ? null : new ShiftOutcome.Refused(
            StatusCodes.Status422UnprocessableEntity,
            $"The plan drops {string.Join(", ", lost)}, which do not stand at legacy: roll them back first.");
    }

    private static ShiftOutcome.Refused? OutOfScope(IReadOnlyList<string> capabilities, AccessGrant caller)
    {
        var missing = capabilities.Where(c => !caller.Covers(c)).ToList();
        return missing.Count == 0 ? null : new ShiftOutcome.Refused(
            StatusCodes.Status403Forbidden,
            $"The plan changes what is not in this token's scope: {string.Join(", ", missing.Select(Describe))}.") { Missing = missing };
    }

    private static string Describe(string capability) =>
        capability == AccessGrant.Everything ? "files that belong to no single capability (all capabilities)" : $"capability '{capability}'";
}
