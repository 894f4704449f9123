using System.Text.Json.Serialization;
using Hub.Facade.Cutover;
using Hub.Facade.Guarding;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>The guardrails of routes: what they have seen, and how a route that stepped back is let go.</summary>
internal static class GuardrailApi
{
    public static void MapGuardrails(this IEndpointRouteBuilder api)
    {
        api.MapGet("/guardrails", (GuardrailViews guardrails) => guardrails.ListAsync())
            .WithSummary("Lists the guardrails of all routes.").Produces<IReadOnlyList<GuardrailView>>();
        api.MapPost("/routes/{id}/guardrail/release", ReleaseAsync)
            .WithSummary("Lets a route that stepped back be shifted forward again.")
            .TakesBody(typeof(ReleaseRequest)).Produces<GuardrailReleased>()
            .WrittenBy(AccessRole.Operator, "guardrail release", "id", RouteScope.OfRoute);
    }

    private static async Task<IResult> ReleaseAsync(
        string id, HttpContext context, CurrentRouting current, Guardrails guardrails)
    {
        var (request, malformed) = await JsonBody.ReadAsync<ReleaseRequest>(context.Request);
        if (request is null)
            return malformed!;
        context.Features.Set(new GivenReason(request.Reason));
        if (Reasons.FindFault(request.Reason) is { } fault)
            return Problem.Malformed([fault]);
        var plan = current.Snapshot.Plan;
        if (plan.Routes.FirstOrDefault(r => r.Id == id) is not { } route)
            return UnknownRoute.Answer(id, plan);
        var group = WriteGroup.Of(route).Select(r => r.Id).DefaultIfEmpty(id).ToList();
        return await guardrails.ReleaseAsync(group)
            ? TypedResults.Ok(new GuardrailReleased(group))
            : new Problem(StatusCodes.Status409Conflict, $"The guardrail does not hold {id} back: it may be shifted.");
    }
}

/// <summary>Why a route that stepped back is let go.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReleaseRequest : IReasoned
{
    public required string Reason { get; init; }
}

/// <summary>Routes that may be shifted forward again.</summary>
internal sealed record GuardrailReleased(IReadOnlyList<string> Routes) : IAudited
{
    string IAudited.Detail => $"{string.Join(", ", Routes)} may be shifted forward again";
}
