using System.Diagnostics.Metrics;
using Hub.Platform.Telemetry;
using Hub.Sync.Reconciling;
using Hub.Sync.Streams;

namespace Hub.Sync.Running;

/// <summary>Measures the streams that run on this node.</summary>
internal sealed class StreamTelemetry
{
    private readonly RunningStreams _running;
    private readonly TimeProvider _time;
    private volatile IReadOnlyDictionary<string, StreamStanding> _standings = new Dictionary<string, StreamStanding>();
    private volatile IReadOnlyDictionary<string, ReconcileResult> _compared = new Dictionary<string, ReconcileResult>();

    public StreamTelemetry(RunningStreams running, TimeProvider time, IMeterFactory meters)
    {
        (_running, _time) = (running, time);
        var meter = meters.Create(HubTelemetry.Name);
        meter.CreateObservableGauge(
            "hub.sync.lag", ObserveLag, "s",
            "Age of the oldest change that was read and is not handled; 0 when there is none.");
        meter.CreateObservableGauge(
            "hub.sync.caught_up", ObserveCaughtUp,
            description: "1 when the last reading found nothing new and all that was read is handled; "
                + "what waits is told by hub.sync.waiting.");
        meter.CreateObservableGauge(
            "hub.sync.parked", () => ObserveStanding(s => s.Parked), "{change}",
            "Changes that wait for a person, in the whole hub.");
        meter.CreateObservableGauge(
            "hub.sync.waiting", () => ObserveStanding(s => s.Waiting), "{change}",
            "Changes that wait until a record they name is known on the other side, in the whole hub.");
        meter.CreateObservableGauge(
            "hub.sync.conflicts", () => ObserveStanding(s => s.Conflicts), "{conflict}",
            "What both sides did not agree on and nobody has resolved, in the whole hub.");
        meter.CreateObservableGauge(
            "hub.sync.drift", () => ObserveCompared(r => r.Drift), "{record}",
            "Records that the last comparison found the sides not to hold alike.");
        meter.CreateObservableGauge(
            "hub.sync.compared_age", () => ObserveCompared(r => Math.Max(0, (_time.GetUtcNow() - r.At).TotalSeconds)), "s",
            "Age of the last comparison of both sides; none where there was none.");
    }

    /// <summary>What the store said last.</summary>
    public void Note(
        IReadOnlyDictionary<string, StreamStanding> standings, IReadOnlyDictionary<string, ReconcileResult> compared) =>
        (_standings, _compared) = (standings, compared);

    private IEnumerable<Measurement<double>> ObserveLag() => _running.All.Select(run => Of(
        run, run.Window.Oldest is { } oldest ? Math.Max(0, (_time.GetUtcNow() - oldest.Since).TotalSeconds) : 0));

    // Reading is asked before the window, or a change read in between would be overlooked.
    private IEnumerable<Measurement<double>> ObserveCaughtUp() => _running.All.Select(run => Of(
        run, run.Capture.CaughtUp && run.Window.Oldest is null ? 1 : 0));

    private IEnumerable<Measurement<double>> ObserveStanding(Func<StreamStanding, long> value) =>
        _running.All.Where(run => _standings.ContainsKey(run.Stream.Id)).Select(run => Of(run, value(_standings[run.Stream.Id])));

    private IEnumerable<Measurement<double>> ObserveCompared(Func<ReconcileResult, double> value) =>
        _running.All.Where(run => _compared.ContainsKey(run.Stream.Id)).Select(run => Of(run, value(_compared[run.Stream.Id])));

    private static Measurement<double> Of(StreamRun run, double value) =>
        new(value, KeyValuePair.Create<string, object?>(HubTelemetry.Stream, run.Stream.Id));
}
