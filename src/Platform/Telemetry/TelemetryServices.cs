using System.Collections;
using System.Reflection;
using Hub.Platform.Telemetry.Exporting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hub.Platform.Telemetry;

/// <summary>The front door of telemetry.</summary>
public static class TelemetryServices
{
    private const string Variables = "OTEL_";
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Sampler = "OTEL_TRACES_SAMPLER";

    /// <summary>
    /// Adds metrics, and the export of traces and metrics over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; the SDK's
    /// other standard variables hold too. Comes first, so that it starts before what it measures.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // The SDK reads its variables from the host's configuration, which is empty otherwise.
        builder.Configuration.AddInMemoryCollection(
            from DictionaryEntry variable in Environment.GetEnvironmentVariables()
            where ((string)variable.Key).StartsWith(Variables, StringComparison.Ordinal)
            select KeyValuePair.Create((string)variable.Key, (string?)variable.Value));
        var exported = !string.IsNullOrWhiteSpace(builder.Configuration[Collector]);
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(Describe).WithMetrics(metrics =>
        {
            metrics.AddView(PlaceTags.WithoutThem);
            metrics.AddPrometheusExporter(prometheus =>
            {
                // One meter and one process: neither is worth a label on each series.
                (prometheus.ScopeInfoEnabled, prometheus.TargetInfoEnabled) = (false, false);
                prometheus.ScrapeResponseCacheDurationMilliseconds = 0;
            });
            if (exported)
                metrics.AddOtlpExporter();
        });
        if (exported)
            telemetry.WithTracing(traces => Trace(traces, builder.Configuration[Sampler]));
        return builder.Services.AddMetrics(metrics => metrics.EnableHubMeters(exported));
    }

    /// <summary>
    /// Maps <c>GET /hub/metrics</c>: all metrics in the format that Prometheus asks for. Who may read them is for the caller
    /// to say: they hold no personal data, but tell what the business does and where it is slow.
    /// </summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder app) => app
        .MapPrometheusScrapingEndpoint(
            "/hub/metrics",
            meterProvider: null,
            branch => branch.Use((context, next) =>
            {
                NotTraced.Apply();
                // The exporter names the header again beside whoever compresses.
                context.Response.OnStarting(
                    static state =>
                    {
                        ((HttpContext)state).Response.Headers.Vary = "Accept-Encoding";
                        return Task.CompletedTask;
                    },
                    context);
                return next(context);
            }),
            optionsName: null)
        .WithMetadata(new HttpMethodMetadata(["GET", "HEAD"]));

    private static void Trace(TracerProviderBuilder traces, string? sampler)
    {
        traces.AddSource(HubTelemetry.Name, "MassTransit", "Npgsql")
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation()
            .AddProcessor<PersonalTags>()
            .AddOtlpExporter();
        if (string.IsNullOrEmpty(sampler))
            traces.SetSampler(new ParentBasedSampler(new RootSampler()));
    }

    // The variables come last and so win.
    private static void Describe(ResourceBuilder resource) => resource
        .Clear()
        .AddService("hub", serviceVersion: Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3))
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
