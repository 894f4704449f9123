using Hub.Facade.Answers;
using Hub.Facade.Hops;
using Hub.Platform.Idempotency;
using Hub.Platform.Surface;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Where another process of this hub hands a request to a side hosted here: <c>/hub/hops/{side}/{the request's own target}</c>.
/// </summary>
internal static class HopEndpoint
{
    public static void MapHops(this IEndpointRouteBuilder app) =>
        app.Map(
            Hop.PathPrefix + "/{side}/{**target}",
            (HttpContext context, HostedSides sides, HostedDoor door) => AnswerAsync(context, sides, door))
            .WithMetadata(HopMetadata.Instance);

    private static Task MarkAsync(object context)
    {
        var answered = (HttpContext)context;
        if (answered.Response.StatusCode >= StatusCodes.Status500InternalServerError && NothingDone.Says(answered))
            answered.Response.Headers[HubHeaders.NothingDone] = "1";
        return Task.CompletedTask;
    }

    private static async Task AnswerProbeAsync(HttpContext context, HostedSides sides, string name)
    {
        var problem = await sides.FindProblemAsync(name, context.RequestAborted);
        context.Response.StatusCode =
            problem is null ? StatusCodes.Status204NoContent : StatusCodes.Status503ServiceUnavailable;
        if (problem is not null)
            context.Response.Headers[Hop.ProblemHeader] = Uri.EscapeDataString(problem);
    }

    private static Task AnswerAsync(HttpContext context, HostedSides sides, HostedDoor door)
    {
        // From outside this address does not exist.
        if (context.Features.Get<Hop>() is not { } hop)
            return Problems.WriteAsync(
                context, StatusCodes.Status404NotFound, $"No route claims {context.Request.Method} {context.Request.Path}.");
        var name = context.Request.RouteValues["side"]!.ToString()!;
        if (sides.Find(name) is not { } side)
            return Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, $"{name} does not run on this node.");
        if (hop.IsProbe)
            return AnswerProbeAsync(context, sides, name);
        context.Request.Path.StartsWithSegments($"{Hop.PathPrefix}/{name}", StringComparison.Ordinal, out var target);
        context.Request.Path = target;
        context.Features.Set(hop.Request);
        context.Response.OnStarting(MarkAsync, context);
        return door.To(side)(context);
    }
}

/// <summary>Marks the endpoint that hops come to.</summary>
internal sealed class HopMetadata
{
    public static HopMetadata Instance { get; } = new();
}
