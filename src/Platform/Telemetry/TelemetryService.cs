using Hub.Platform.Telemetry.Exporting;
using Hub.Platform.Telemetry.Exposition;
using Microsoft.Extensions.Hosting;

namespace Hub.Platform.Telemetry;

/// <summary>Listens from the host's start to its end.</summary>
internal sealed class TelemetryService(MetricRegistry metrics, RoutingMetrics routing) : IHostedService, IDisposable
{
    private OtlpExport? _export;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        metrics.Start();
        routing.Begin();
        _export = OtlpExport.StartIfAskedFor();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _export?.Flush();
        return Task.CompletedTask;
    }

    public void Dispose() => _export?.Dispose();
}
