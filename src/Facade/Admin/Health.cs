using Hub.Facade.Forwarding;
using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>For load balancers and supervisors.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        // The revision is loaded before the first connection is taken, so who answers is ready.
        app.MapGet("/hub/health/live", () => TypedResults.Text("live")).WithMetadata(ServedAt.BothPorts).AddEndpointFilter<NotTraced>();
        app.MapGet("/hub/health/ready", () => TypedResults.Text("ready")).WithMetadata(ServedAt.BothPorts).AddEndpointFilter<NotTraced>();
    }
}
