using Hub.Platform.Telemetry.Exporting;
using Hub.Platform.Telemetry.Exposition;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Platform.Telemetry;

/// <summary>The front door of telemetry.</summary>
public static class TelemetryServices
{
    /// <summary>
    /// Adds metrics, and the export of traces and metrics over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
    /// Comes first, so that it starts before what it measures and stops after it.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services) => services
        .AddMetrics()
        .AddSingleton<MetricRegistry>()
        .AddSingleton<RoutingMetrics>()
        .AddHostedService<TelemetryService>();

    /// <summary>
    /// Maps <c>GET /hub/metrics</c>: all metrics in Prometheus' text format 0.0.4. Who may read them is for the caller
    /// to say: they hold no personal data, but tell what the business does and where it is slow.
    /// </summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder app) => app
        .MapMethods("/hub/metrics", ["GET", "HEAD"], (MetricRegistry metrics) =>
            TypedResults.Bytes(metrics.Write(), ExpositionWriter.ContentType))
        .AddEndpointFilter<NotTraced>();
}
