using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>
/// Puts another plan in place of the one served, or one capability's part of it: checked whole, at once, routes staying
/// where they stand.
/// </summary>
internal sealed class PlanApplication(
    CurrentRouting current, Revisions revisions, PlanLoader loader, PlanReferences references, PlanChecks checks, RevisionConflict conflict)
{
    public async Task<ShiftOutcome> ApplyAsync(PlanRequest request, string author)
    {
        if (string.IsNullOrWhiteSpace(request.Reason))
            return new ShiftOutcome.Refused(StatusCodes.Status400BadRequest, "$.reason: say why; it is kept with the revision.");
        while (true)
        {
            var snapshot = current.Snapshot;
            if (await conflict.FindAsync(request.ExpectedRevision) is { } changed)
                return changed;
            // Heard of only by looking again.
            if (request.ExpectedRevision is { } expected && expected != snapshot.Revision)
                continue;
            var scope = request.Capability is { } capability
                ? PlanScope.Merge(snapshot.Plan.Bundle, request.ToBundle(), capability)
                : new PlanScope(request.ToBundle(), []);
            if (scope is null)
                return new ShiftOutcome.Refused(
                    StatusCodes.Status422UnprocessableEntity, $"None of the files in capabilities/ declares 'capability: {request.Capability}'.");
            var errors = new PlanErrors();
            if (loader.Load(scope.Merged, references, errors) is not { } plan)
                return new ShiftOutcome.Refused(StatusCodes.Status422UnprocessableEntity, string.Join('\n', errors));
            if (snapshot.Plan.Hash == plan.Hash)
                return Applied(plan, scope, errors, snapshot.Revision);
            if (checks.Refuse(snapshot, plan) is { } refused)
                return refused;
            if (await revisions.ApplyPlanAsync(snapshot, plan, author, request.Reason) is { } revision)
                return Applied(plan, scope, errors, revision.Number);
            // Another revision came first, perhaps another team's part of the plan: merge into that one.
            await revisions.FollowAsync();
        }
    }

    private static ShiftOutcome.Applied Applied(MigrationPlan plan, PlanScope scope, PlanErrors errors, long revision) =>
        new(plan.Hash, revision) { LeftAsServed = scope.Left, Notes = [.. errors.Notes.Select(n => n.ToString())] };
}
