using Hub.Facade.Addressing;
using Hub.Facade.Forwarding;
using Hub.Platform.Lifetime;
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
        var health = app.MapGroup("/hub/health")
            .WithMetadata(ServedAt.BothPorts)
            .AnswerHead()
            .AddEndpointFilter<RouteGroupBuilder, NotTraced>();
        health.MapGet("/live", () => TypedResults.Text("live"));
        // A revision is loaded before the first connection is taken, so who answers is ready until something speaks against it.
        health.MapGet("/ready", (Readiness readiness) => (readiness.IsDraining ? "draining" : readiness.Problem) is { } problem
            ? TypedResults.Text(problem, statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Text(readiness.Note is { } note ? $"ready, but {note}" : "ready"));
    }
}
