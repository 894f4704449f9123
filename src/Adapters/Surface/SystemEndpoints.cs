using Hub.Adapters.Serving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Adapters.Surface;

/// <summary>The adapters' part of the hub's own surface.</summary>
public static class SystemEndpoints
{
    /// <summary>
    /// Maps the list of wrapped systems, each asked whether it is alive,
    /// and their recordings, under a group, <c>/hub/api/systems</c>, that says who may.
    /// </summary>
    public static RouteGroupBuilder MapSystems(this IEndpointRouteBuilder group)
    {
        var systems = group.MapGroup("");
        systems.MapGet("", async (SystemHealth health, CancellationToken cancellation) =>
            TypedResults.Ok(await health.CheckAsync(cancellation)))
            .WithSummary("Lists the wrapped systems, each asked whether it is alive.");
        systems.MapRecordings();
        return systems;
    }
}
