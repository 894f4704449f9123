using System.Diagnostics.Metrics;

namespace Hub.Platform.Telemetry.Exposition;

/// <summary>Prometheus' types of metrics.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

internal static class MetricKinds
{
    /// <summary>The type that says what an instrument does; null for one nobody knows.</summary>
    public static MetricKind? Of(Instrument instrument)
    {
        // The runtime declares these two as counters, and they go up and down.
        if (instrument.Name is "dotnet.thread_pool.thread.count" or "dotnet.thread_pool.queue.length")
            return MetricKind.Gauge;
        for (var type = instrument.GetType(); type is not null; type = type.BaseType)
        {
            if (!type.IsGenericType)
                continue;
            var kind = type.GetGenericTypeDefinition();
            if (kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>))
                return MetricKind.Counter;
            if (kind == typeof(Histogram<>))
                return MetricKind.Histogram;
            if (kind == typeof(UpDownCounter<>)
                || kind == typeof(ObservableUpDownCounter<>)
                || kind == typeof(Gauge<>)
                || kind == typeof(ObservableGauge<>))
                return MetricKind.Gauge;
        }

        return null;
    }
}
