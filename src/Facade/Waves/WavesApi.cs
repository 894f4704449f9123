using Hub.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Waves;

/// <summary>The plan's waves, and how much of the plan is done.</summary>
internal static class WavesApi
{
    public static void MapWaves(this IEndpointRouteBuilder api)
    {
        api.MapGet("/waves", async (HttpContext context, WaveListing waves) =>
            TypedResults.Ok(await waves.ListAsync(AccessGrant.Of(context.User).Name)))
            .WithSummary("Lists the plan's waves, with what is late and what it is blocked by.");
        api.MapGet("/plan/status", async (HttpContext context, PlanStatus status, CancellationToken cancellation) =>
            TypedResults.Ok(await status.ReadAsync(
                AccessGrant.Of(context.User).Name, context.Request.Headers.Authorization, cancellation)))
            .WithSummary("Tells how much of the plan is done: by routes, by traffic, by records and by waves.");
    }
}
