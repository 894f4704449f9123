using Hub.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Waves;

/// <summary>The plan's waves.</summary>
internal static class WavesApi
{
    public static void MapWaves(this IEndpointRouteBuilder api) =>
        api.MapGet("/waves", async (HttpContext context, WaveListing waves) =>
            TypedResults.Ok(await waves.ListAsync(AccessGrant.Of(context.User).Name)))
            .WithSummary("Lists the plan's waves, with what is late and what it is blocked by.");
}
