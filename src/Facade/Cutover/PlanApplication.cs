using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>Puts another plan in place of the one served: checked whole, at once, routes staying where they stand.</summary>
internal sealed class PlanApplication(CurrentRouting current, Revisions revisions, PlanLoader loader, PlanReferences references)
{
    public async Task<ShiftOutcome> ApplyAsync(PlanRequest request, string author)
    {
        if (string.IsNullOrWhiteSpace(request.Reason))
            return new ShiftOutcome.Refused(StatusCodes.Status400BadRequest, "$.reason: say why; it is kept with the revision.");
        var errors = new PlanErrors();
        if (loader.Load(request.ToBundle(), references, errors) is not { } plan)
            return new ShiftOutcome.Refused(StatusCodes.Status422UnprocessableEntity, string.Join('\n', errors));
        while (true)
        {
            var snapshot = current.Snapshot;
            if (snapshot.Plan.Hash == plan.Hash)
                return new ShiftOutcome.Applied(plan.Hash, snapshot.Revision);
            // A route that has moved is not lost by the way: somebody relies on where it stands.
            var lost = snapshot.States.Where(s => s.Value.Stage != Stage.Legacy).Select(s => s.Key).Except(plan.Routes.Select(r => r.Id), StringComparer.Ordinal).ToList();
            if (lost.Count > 0)
                return new ShiftOutcome.Refused(StatusCodes.Status422UnprocessableEntity, $"The plan drops {string.Join(", ", lost)}, which do not stand at legacy: roll them back first.");
            if (await revisions.ApplyPlanAsync(snapshot, plan, author, request.Reason) is { } revision)
                return new ShiftOutcome.Applied(plan.Hash, revision.Number);
            await revisions.FollowAsync();
        }
    }
}
