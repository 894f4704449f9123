using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Hub.Platform.Telemetry.Exporting;

/// <summary>
/// Sends traces and metrics to a collector over OTLP. The SDK reads its standard variables by itself:
/// <c>OTEL_EXPORTER_OTLP_PROTOCOL</c>, <c>_HEADERS</c>, <c>OTEL_SERVICE_NAME</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>, …
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private static readonly string[] Sources =
        [HubTelemetry.Name, "Microsoft.AspNetCore", "System.Net.Http", "MassTransit", "Npgsql"];
    private static readonly string[] Meters =
    [
        HubTelemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http", "Npgsql",
    ];


    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    private OtlpExport()
    {
        var traces = Sdk.CreateTracerProviderBuilder().AddSource(Sources).SetResourceBuilder(Resource())
            .AddProcessor<PersonalTags>();
        if (Environment.GetEnvironmentVariable(Sampler) is null or "")
            traces.SetSampler(new ParentBasedSampler(new RootSampler()));
        _traces = traces.AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder().AddMeter(Meters).SetResourceBuilder(Resource())
            .AddView(i => PlaceTags.Remaining(i) is { } tags ? new MetricStreamConfiguration { TagKeys = tags } : null)
            .AddOtlpExporter().Build();
    }

    /// <summary>Null when no collector is named.</summary>
    public static OtlpExport? StartIfAskedFor() =>
        string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Endpoint)) ? null : new OtlpExport();

    /// <summary>Sends what is waiting; a collector that does not answer is given five seconds.</summary>
    public void Flush()
    {
        _traces.ForceFlush(5000);
        _metrics.ForceFlush(5000);
    }

    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    // The variables come last and so win.
    private static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService("hub", serviceVersion: Assembly.GetEntryAssembly()?.GetName().Version?.ToString(3))
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();
}
