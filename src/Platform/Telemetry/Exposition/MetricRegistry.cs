using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Numerics;

namespace Hub.Platform.Telemetry.Exposition;

/// <summary>Adds up what the hub and the runtime measure, from start on, for whoever scrapes.</summary>
internal sealed class MetricRegistry : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly IMeterFactory _meters;
    private readonly Lock _collecting = new();
    private long _collection;
    private bool _started;

    public MetricRegistry(IMeterFactory meters)
    {
        _meters = meters;
        _listener.InstrumentPublished = Enable;
        On<byte>();
        On<short>();
        On<int>();
        On<long>();
        On<float>();
        On<double>();
        On<decimal>();
    }

    public void Start()
    {
        lock (_collecting)
        {
            if (!_started)
                _listener.Start();
            _started = true;
        }
    }

    /// <summary>Everything there is now.</summary>
    public byte[] Write()
    {
        var writer = new ExpositionWriter();
        lock (_collecting)
        {
            _collection++;
            Observe();
            foreach (var (_, family) in _families.OrderBy(f => f.Key, StringComparer.Ordinal))
                writer.Write(family, [.. family.All.Where(IsCurrent)]);
        }

        return writer.ToBytes();
    }

    public void Dispose() => _listener.Dispose();

    private void Observe()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException)
        {
            // One that cannot be observed now is missing; the others are there.
        }
    }

    /// <summary>
    /// The hub's own, and what tells how the process and its connections fare. What ASP.NET Core and HttpClient measure per
    /// request costs each request more than the hub's own measures, which tell the same by route and operation.
    /// </summary>
    private static bool IsWanted(Instrument instrument) => instrument.Meter.Name switch
    {
        HubTelemetry.Name or "System.Runtime" or "Microsoft.AspNetCore.Server.Kestrel" or "Npgsql" => true,
        "System.Net.Http" => instrument.Name == "http.client.open_connections",
        _ => false,
    };

    private void Enable(Instrument instrument, MeterListener listener)
    {
        // A meter of another host in the same process is that host's business.
        if (!IsWanted(instrument) || (instrument.Meter.Scope is { } scope && scope != _meters))
            return;
        if (MetricKinds.Of(instrument) is not { } kind)
            return;
        var name = MetricNames.Of(instrument, kind);
        var help = instrument.Description ?? instrument.Name;
        var family = _families.GetOrAdd(name, _ => new MetricFamily(name, kind, help, Bounds(instrument)));
        // Two instruments may share a name; one name has one type.
        if (family.Kind == kind)
            listener.EnableMeasurementEvents(instrument, family);
    }

    private void On<T>()
        where T : struct, INumber<T> =>
        _listener.SetMeasurementEventCallback<T>((instrument, value, tags, state) =>
            Record(instrument, double.CreateSaturating(value), tags, (MetricFamily)state!));

    // Of what is observed, only what this collection observed.
    private bool IsCurrent(Series series) =>
        series is not ValueSeries { Collection: > 0 } observed || observed.Collection == _collection;

    private void Record(
        Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, MetricFamily family)
    {
        // What is no number would spoil the sum for ever.
        if (family.Kind != MetricKind.Gauge && !double.IsFinite(value))
            return;
        switch (family.Of(tags))
        {
            case HistogramSeries histogram:
                histogram.Record(value);
                break;
            case ValueSeries observed when instrument.IsObservable:
                observed.Observe(value, _collection);
                break;
            case ValueSeries gauge when IsGauge(instrument):
                gauge.Set(value);
                break;
            case ValueSeries counter:
                counter.Add(value);
                break;
        }
    }

    private static bool IsGauge(Instrument instrument) => instrument.GetType().GetGenericTypeDefinition() == typeof(Gauge<>);

    private static double[] Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds],
        Histogram<float> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(b => (double)b)],
        Histogram<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(b => (double)b)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(b => (double)b)],
        Histogram<double> or Histogram<float> when instrument.Unit == "s" => [.. HubTelemetry.DurationBounds],
        _ => [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000],
    };
}
