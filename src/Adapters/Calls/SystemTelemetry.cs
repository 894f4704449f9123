using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hub.Adapters.Systems;
using Hub.Platform.Telemetry;
using Hub.Soap.Outcomes;

namespace Hub.Adapters.Calls;

/// <summary>Measures and traces the calls of legacy systems, in whatever protocol they are made.</summary>
internal sealed class SystemTelemetry
{
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _rejected;

    public SystemTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(HubTelemetry.Name);
        _duration = _meter.CreateHistogram(
            "hub.system.call.duration",
            "s",
            "Calls of legacy systems by operation and outcome, and how long they took, waiting for their turn included.",
            tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = HubTelemetry.DurationBounds });
        _rejected = _meter.CreateCounter<long>(
            "hub.system.calls.rejected", "{call}", "Calls the hub held back because the system's limit was reached.");
    }

    /// <summary>Shows how many calls are in flight and how many may be; asked on every scrape.</summary>
    public void Observe(Func<IEnumerable<(string System, CallGate Gate, int Limit)>> systems)
    {
        _meter.CreateObservableUpDownCounter(
            "hub.system.calls.in_flight", () => systems().Select(s => Of(s.System, s.Gate.InFlight)), "{call}",
            "Calls that are with a system now.");
        _meter.CreateObservableUpDownCounter(
            "hub.system.calls.waiting", () => systems().Select(s => Of(s.System, s.Gate.Waiting)), "{call}",
            "Calls that wait for their turn.");
        _meter.CreateObservableGauge(
            "hub.system.calls.limit", () => systems().Select(s => Of(s.System, s.Limit)), "{call}",
            "Calls that may be with a system at once, over all nodes.");
        _meter.CreateObservableGauge(
            "hub.system.calls.share", () => systems().Select(s => Of(s.System, s.Gate.Places)), "{call}",
            "Calls of them that may come from this node.");
    }

    /// <summary>Begins one call's measure and span; it ends when disposed.</summary>
    public Call Begin(string system, string operation) => new(this, system, operation);

    private static Measurement<int> Of(string system, int value) =>
        new(value, KeyValuePair.Create<string, object?>(HubTelemetry.System, system));

    internal sealed class Call : IDisposable
    {
        private readonly SystemTelemetry _telemetry;
        private readonly string _system;
        private readonly string _operation;
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly Activity? _activity;

        // What ends without an outcome was given up by its caller.
        private string _outcome = "canceled";

        public Call(SystemTelemetry telemetry, string system, string operation)
        {
            (_telemetry, _system, _operation) = (telemetry, system, operation);
            // Named before it starts, and only then are the attributes paid for.
            _activity = HubTelemetry.Activities.HasListeners()
                ? HubTelemetry.Activities.StartActivity($"{system}.{operation}")
                : null;
            _activity?.SetTag(HubTelemetry.System, system).SetTag(HubTelemetry.Operation, operation);
        }

        /// <summary>Notes how it ended.</summary>
        public CallOutcome End(CallOutcome outcome)
        {
            _outcome = outcome switch
            {
                Answered => "answered",
                Refused => "refused",
                RequestInvalid => "invalid",
                NotSent { Busy: true } => "busy",
                NotSent => "unreachable",
                InDoubt { Cause: InDoubtCause.TimedOut } => "timed_out",
                InDoubt { Cause: InDoubtCause.Broken } => "broken",
                _ => "unusable",
            };
            if (outcome is NotSent { Busy: true })
                _telemetry._rejected.Add(1, new KeyValuePair<string, object?>(HubTelemetry.System, _system));
            if (outcome is NotSent or InDoubt)
                _activity?.SetStatus(ActivityStatusCode.Error);
            return outcome;
        }

        public void Dispose()
        {
            _telemetry._duration.Record(
                Stopwatch.GetElapsedTime(_started).TotalSeconds,
                new(HubTelemetry.System, _system),
                new(HubTelemetry.Operation, _operation),
                new KeyValuePair<string, object?>(HubTelemetry.Outcome, _outcome));
            _activity?.SetTag(HubTelemetry.Outcome, _outcome);
            _activity?.Dispose();
        }
    }
}
