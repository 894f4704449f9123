using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>Finds the plan that a request offers: the files in it, or those of an earlier revision.</summary>
internal sealed class OfferedPlans(RevisionLog log, PlanStore plans)
{
    /// <summary>Returns the plan, or why there is none.</summary>
    public async Task<(OfferedPlan? Plan, ShiftOutcome.Refused? Refused)> FindAsync(PlanRequest request)
    {
        if (request.Files?.Where(f => f.Value is null).Select(f => f.Key).ToList() is { Count: > 0 } empty)
            return (null, ShiftOutcome.Refused.Malformed(
                [.. empty.Select(f => new ProblemError($"files.{f}", "is null; give the content in base64, or omit the file"))]));
        if (request.Files is { } files && request.Revision is null)
            return files.Count > PlanBundle.MostFiles
                ? (null, ShiftOutcome.Refused.Malformed(
                    [new("files", $"the plan has {files.Count} files; {PlanBundle.MostFiles} are taken at most")],
                    StatusCodes.Status422UnprocessableEntity))
                : (new OfferedPlan(new PlanBundle(files), FromStore: null), null);
        if (request.Files is not null || request.Revision is not { } number)
            return (null, ShiftOutcome.Refused.Malformed(
                [new("$", "give the plan by 'files' (path to content, base64) or by the 'revision' that had it, not both")]));
        if (await log.FindAsync(number) is not { } revision)
            return (null, new ShiftOutcome.Refused(
                StatusCodes.Status404NotFound, $"There is no revision {number}; ./hub plan list shows which there are."));
        try
        {
            return await plans.FindAsync(revision.PlanHash) is { } stored
                ? (new OfferedPlan(stored, PlanStore.NameOf(revision)), null)
                : (null, Gone($"{PlanStore.NameOf(revision)} is not in the store."));
        }
        catch (InvalidDataException e)
        {
            return (null, Gone(e.Message));
        }
    }

    private static ShiftOutcome.Refused Gone(string why) => new(StatusCodes.Status422UnprocessableEntity, why);
}

/// <summary>A plan that somebody wants to be served.</summary>
/// <param name="Files">Its files.</param>
/// <param name="FromStore">The name of the store's plan that they come from; null where the request brought them.</param>
internal sealed record OfferedPlan(PlanBundle Files, string? FromStore);
