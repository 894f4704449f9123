using System.Text.Json;
using Hub.Facade.Access;
using Hub.Facade.Addressing;
using Hub.Facade.Answers;
using Hub.Facade.Cutover;
using Hub.Facade.Cutover.Approvals;
using Hub.Facade.Describing;
using Hub.Facade.Evaluating;
using Hub.Facade.Explaining;
using Hub.Facade.Forwarding;
using Hub.Facade.ModelContext;
using Hub.Facade.Watching;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Admin;

/// <summary>The hub's own surface for the migration team.</summary>
internal static class AdminApi
{
    /// <summary>Maps it and returns the group, so that other parts add theirs under the same authorization.</summary>
    public static RouteGroupBuilder MapAdmin(this IEndpointRouteBuilder app)
    {
        app.MapFlags();
        app.MapEvaluating();
        app.MapModelContext();
        app.MapDescribing();

        // Nothing below is for anybody without a token; endpoints that ask for more say so.
        var api = app.MapOwnGroup("/hub/api");
        api.MapGet("/routes", ListRoutesAsync).WithSummary("Lists the routes, with their stage and traffic.").TakesQuery("here");
        api.MapGet("/sides", (SidesListing sides, CancellationToken cancellation) => sides.ListAsync(cancellation))
            .WithSummary("Lists the sides, each asked whether it is there.");
        api.MapGet("/routes/{id}", FindRouteAsync).WithSummary("Finds a route.").Produces<RouteView>();
        api.MapPost("/routes/{id}/shift", ShiftAsync).WithSummary("Shifts a route to another stage.")
            .TakesBody(typeof(ShiftRequest)).Produces<ShiftOutcome.Done>().Produces<PendingView>(StatusCodes.Status202Accepted)
            .WrittenBy(AccessRole.Operator, "shift", "id", RouteScope.OfRoute);
        api.MapPost("/routes/{id}/rollback", RollbackAsync).WithSummary("Shifts a route back to the legacy side.")
            .TakesBody(typeof(RollbackRequest)).Produces<ShiftOutcome.Done>()
            .WrittenBy(AccessRole.Operator, "rollback", "id", RouteScope.OfRoute)
            .WithMetadata(UsesReserve.Instance);
        api.MapGet("/openapi.json", DescribingApi.ReadOwn).WithSummary("Returns this document.").Produces<JsonElement>();
        api.MapCaller();
        api.MapPreview();
        api.MapEvidence();
        api.MapHistory();
        api.MapEvidenceDocument();
        api.MapDiscovered();
        api.MapNotify();
        api.MapGuardrails();
        api.MapRules();
        api.MapRetirement();
        api.MapKeys();
        api.MapReplay();
        api.MapRevisions();
        api.MapAudit();
        api.MapPlans();
        api.MapApprovals();
        api.MapTokens();
        api.MapNodes();
        api.MapExplain();
        if (app.ServiceProvider.GetService<JobBoard>() is not null)
            api.MapJobs();
        return api;
    }

    /// <summary>A part of the own surface: nobody without a token, writes audited, and nothing of it left to the plan.</summary>
    /// <param name="app">Where it is mapped.</param>
    /// <param name="prefix">Its path.</param>
    /// <param name="kind">For whom it is.</param>
    /// <param name="least">The role that all of it takes at least.</param>
    public static RouteGroupBuilder MapOwnGroup(
        this IEndpointRouteBuilder app, string prefix, OwnGroup kind = OwnGroup.ForPrograms, AccessRole least = AccessRole.Viewer)
    {
        var group = app.MapGroup(prefix).AnswerHead().RequireAuthorization().ReadBy(least);
        group.AddEndpointFilter<WriteAudit>();
        if (kind == OwnGroup.ForPrograms)
            group.AddEndpointFilter(RefuseEmptyNameAsync);
        group.AddEndpointFilter<QueryFilter>();
        if (kind == OwnGroup.WithPages)
        {
            group.WithMetadata(BrowserPages.Instance).ReadsQuery();
            return group;
        }

        group.Map("/{**path}", NotFound)
            .WithMetadata(BodyIsIgnored.Instance).WithOrder(EndpointOrder.NotFoundInPart).ReadsQuery();
        return group;
    }

    // Routing passes over a slash at the end: the list would be answered where a name was meant.
    private static ValueTask<object?> RefuseEmptyNameAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        call.HttpContext.Request.Path.Value is [_, .., '/']
            ? ValueTask.FromResult<object?>(new Problem(StatusCodes.Status404NotFound, NothingAt(call.HttpContext)))
            : next(call);

    private static string NothingAt(HttpContext context) => $"The hub has nothing at {RequestTarget.PathOf(context)}.";

    /// <summary>Answers 404 for the rest of the hub's own prefixes, so that none of it is forwarded with a token.</summary>
    public static void MapReserved(this IEndpointRouteBuilder app)
    {
        foreach (var prefix in OwnPaths.Prefixes)
        {
            var path = $"/{prefix}/{{**path}}";
            IEndpointConventionBuilder reserved = prefix == OwnPaths.Soap ? app.Map(path, NoSoapAsync) : app.Map(path, NotFound);
            reserved.WithMetadata(BodyIsIgnored.Instance).WithOrder(EndpointOrder.Reserved);
        }
    }

    private static Task NoSoapAsync(HttpContext context) => Problems.WriteAsync(
        context,
        StatusCodes.Status501NotImplemented,
        "The hub does not answer SOAP here yet. Send the envelope to the system itself, or to a catch-all of hub.yaml that leads "
        + "to it; POST /systems/{system}/operations/{operation} takes the same operation as JSON, with a token.");

    private static Task<RouteViews> ListRoutesAsync(
        bool? here, HttpRequest request, RouteListing routes, CancellationToken cancellation) =>
        here == true ? Task.FromResult(routes.ListHere()) : routes.ListAsync(request.Headers.Authorization, cancellation);

    private static async Task<IResult> FindRouteAsync(
        string id, HttpRequest request, RouteListing routes, CurrentRouting current, CancellationToken cancellation) =>
        (await routes.ListAsync(request.Headers.Authorization, cancellation)).Routes.FirstOrDefault(r => r.Id == id) is { } route
            ? TypedResults.Ok(route)
            : UnknownRoute.Answer(id, current.Snapshot.Plan);

    private static Task<IResult> ShiftAsync(string id, HttpContext context, Shifts shifts) =>
        Writes.AnswerAsync<ShiftRequest>(context, (request, caller) => shifts.ShiftAsync(id, request, caller.Name));

    private static Task<IResult> RollbackAsync(string id, HttpContext context, Shifts shifts) =>
        Writes.AnswerAsync<RollbackRequest>(context, (request, caller) => shifts.RollbackAsync(id, request, caller.Name));

    private static async Task NotFound(HttpContext context, PathClaims paths, OtherMethods methods)
    {
        var claims = await paths.FindAsync(context);
        await (claims.Count > 0
            ? methods.AnswerAsync(context, claims)
            : Problems.WriteAsync(context, StatusCodes.Status404NotFound, NothingAt(context)));
    }
}
