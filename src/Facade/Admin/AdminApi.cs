using Hub.Facade.Cutover;
using Hub.Facade.Explaining;
using Hub.Facade.Forwarding;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>The hub's own surface for the migration team.</summary>
internal static class AdminApi
{
    /// <summary>Maps it and returns the group, so that other parts add theirs under the same authorization.</summary>
    public static RouteGroupBuilder MapAdmin(this IEndpointRouteBuilder app)
    {
        app.MapGet("/hub/flags", (CurrentRouting current) => TypedResults.Json(new { feature_management = new { feature_flags = current.Snapshot.Flags } }))
            .RequireAuthorization();

        var api = app.MapGroup("/hub/api").RequireAuthorization();
        api.MapGet("/routes", (CurrentRouting current, RouteTraffic traffic) => RouteViews.Of(current.Snapshot, traffic));
        api.MapGet("/routes/{id}", FindRoute);
        api.MapPost("/routes/{id}/shift", ShiftAsync);
        api.MapPost("/routes/{id}/rollback", RollbackAsync);
        api.MapPreview();
        api.MapRevisions();
        api.MapGet("/audit", (AuditLog log, int? limit) => log.ListAsync(Limit(limit)));
        api.MapGet("/audit/verification", VerifyAsync);
        api.MapGet("/plan", (CurrentRouting current) => new { current.Snapshot.Plan.Hash, current.Snapshot.Revision, current.Snapshot.Plan.Bundle.Files });
        api.MapPost("/plan", ApplyPlanAsync);
        api.MapNodes();
        api.MapExplain();
        api.MapFallback(NotFound);
        return api;
    }

    private static IResult FindRoute(string id, CurrentRouting current, RouteTraffic traffic) =>
        RouteViews.Of(current.Snapshot, traffic).Routes.FirstOrDefault(r => r.Id == id) is { } route
            ? TypedResults.Ok(route)
            : TypedResults.Problem($"There is no route '{id}'.", statusCode: StatusCodes.Status404NotFound);

    private static Task<IResult> ShiftAsync(string id, HttpContext context, Shifts shifts, AuditLog audit) =>
        WriteAsync<ShiftRequest>("shift", id, context, audit, (request, author) => shifts.ShiftAsync(id, request, author));

    private static Task<IResult> RollbackAsync(string id, HttpContext context, Shifts shifts, AuditLog audit) =>
        WriteAsync<RollbackRequest>("rollback", id, context, audit, (request, author) => shifts.RollbackAsync(id, request, author));

    private static Task<IResult> ApplyPlanAsync(HttpContext context, PlanApplication plans, AuditLog audit) =>
        WriteAsync<PlanRequest>("plan apply", "plan", context, audit, plans.ApplyAsync);

    /// <summary>Every write is audited, refused ones too.</summary>
    private static async Task<IResult> WriteAsync<TRequest>(
        string action, string target, HttpContext context, AuditLog audit, Func<TRequest, string, Task<ShiftOutcome>> write)
        where TRequest : class
    {
        var author = context.User.Identity?.Name ?? "anonymous";
        var (request, malformed) = await JsonBody.ReadAsync<TRequest>(context.Request);
        var outcome = request is null ? new ShiftOutcome.Refused(StatusCodes.Status400BadRequest, malformed!) : await write(request, author);
        await audit.AppendAsync(author, action, target, outcome is ShiftOutcome.Refused ? "refused" : "done", outcome.ToString()!);
        return outcome switch
        {
            ShiftOutcome.Done done => TypedResults.Ok(new { done.Route, done.From, done.To, done.Revision }),
            ShiftOutcome.Applied applied => TypedResults.Ok(new { applied.Plan, applied.Revision, applied.LeftAsServed, applied.Notes }),
            ShiftOutcome.Refused refused => TypedResults.Problem(refused.Why, statusCode: refused.Status),
            _ => throw new InvalidOperationException(),
        };
    }

    private static async Task<IResult> VerifyAsync(AuditLog audit, RevisionLog revisions)
    {
        var (entry, revision) = (await audit.FindBrokenAsync(), await revisions.FindBrokenAsync());
        return TypedResults.Ok(new { Whole = entry is null && revision is null, BrokenAuditEntry = entry, BrokenRevision = revision });
    }

    private static IResult NotFound(HttpContext context) =>
        TypedResults.Problem($"The hub has nothing at {context.Request.Path}.", statusCode: StatusCodes.Status404NotFound);

    private static int Limit(int? limit) => Math.Clamp(limit ?? 50, 1, 1000);
}
