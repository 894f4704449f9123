using Hub.Facade.Cutover;
using Hub.Facade.Cutover.Approvals;
using Hub.Platform.Identity;
using Hub.Platform.Surface;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>The changes that wait for a second person.</summary>
internal static class ApprovalsApi
{
    public static void MapApprovals(this IEndpointRouteBuilder api)
    {
        api.MapGet("/approvals", async (Approving approving) => TypedResults.Ok(await approving.ListAsync()))
            .WithSummary("Lists the changes that wait for a second person.").ReadBy(AccessRole.Viewer);
        api.MapGet("/approvals/{id}", FindAsync).WithSummary("Returns a change that waits, with what it changes.")
            .Produces<PendingView>().ReadBy(AccessRole.Viewer);
        api.MapPost("/approvals/{id}", ApproveAsync).WithSummary("Approves a change, which is done at once.")
            .TakesBody(typeof(ApprovalRequest)).Produces<ShiftOutcome.Done>().Produces<ShiftOutcome.Applied>()
            .WrittenBy(AccessRole.Approver, "approve", "id", RouteScope.OfChange);
        api.MapDelete("/approvals/{id}", WithdrawAsync).WithSummary("Takes a change back that waits.")
            .Produces<ShiftOutcome.Withdrawn>().WrittenBy(AccessRole.Operator, "withdraw", "id", RouteScope.OfChange);
    }

    private static async Task<IResult> FindAsync(string id, HttpContext context, Approving approving)
    {
        var (change, gone) = await approving.FindAsync(id, AccessGrant.Of(context.User));
        return change is not null ? TypedResults.Ok(change) : Writes.Answer(gone!);
    }

    private static Task<IResult> ApproveAsync(string id, HttpContext context, Approving approving) =>
        Writes.AnswerAsync<ApprovalRequest>(
            context, (request, caller) => approving.ApproveAsync(id, request.Digest, caller.Name));

    private static async Task<IResult> WithdrawAsync(string id, HttpContext context, Approving approving) =>
        Writes.Answer(await approving.WithdrawAsync(id, AccessGrant.Of(context.User).Name));
}
