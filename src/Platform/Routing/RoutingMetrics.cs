using System.Diagnostics.Metrics;
using Hub.Platform.Lifetime;
using Hub.Platform.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Hub.Platform.Routing;

/// <summary>Which revision this node serves, and where its routes stand.</summary>
internal sealed class RoutingMetrics : IHostedService
{
    private readonly CurrentRouting _current;
    private RoutingSnapshot? _snapshot;

    public RoutingMetrics(CurrentRouting current, Readiness readiness, IMeterFactory meters)
    {
        _current = current;
        current.Changed += (snapshot, _) => Volatile.Write(ref _snapshot, snapshot);
        var meter = meters.Create(HubTelemetry.Name);
        meter.CreateObservableGauge("hub.revision", ObserveRevision, description: "Number of the revision this node serves.");
        meter.CreateObservableGauge(
            "hub.node.ready",
            () => readiness.IsDraining || readiness.Problem is not null ? 0 : 1,
            description: "1 while load balancers should send this node requests, as /hub/health/ready says; else 0.");
        meter.CreateObservableGauge("hub.routes", ObserveRoutes, "{route}", "Routes of the plan served, by stage.");
    }

    // None before the store is read.
    private RoutingSnapshot? Snapshot => Volatile.Read(ref _snapshot);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Volatile.Write(ref _snapshot, _current.Snapshot);
        }
        catch (InvalidOperationException)
        {
            // Nothing is served yet; the first revision tells by itself.
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> ObserveRevision() => Snapshot is { } snapshot ? [new(snapshot.Revision)] : [];

    private IEnumerable<Measurement<int>> ObserveRoutes() =>
        Snapshot is { } snapshot ? Enum.GetValues<Stage>().Select(stage => Count(snapshot, stage)) : [];

    private static Measurement<int> Count(RoutingSnapshot snapshot, Stage stage) => new(
        snapshot.States.Values.Count(s => s.Stage == stage),
        KeyValuePair.Create<string, object?>("hub.stage", stage.ToString().ToLowerInvariant()));
}
