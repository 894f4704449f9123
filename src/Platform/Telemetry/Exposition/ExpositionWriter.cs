using System.Globalization;
using System.Text;

namespace Hub.Platform.Telemetry.Exposition;

/// <summary>Writes metrics in Prometheus' text format 0.0.4.</summary>
internal sealed class ExpositionWriter
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private readonly StringBuilder _text = new();

    /// <param name="family">The metric.</param>
    /// <param name="series">Its series to write; without any, nothing is written.</param>
    public void Write(MetricFamily family, IReadOnlyCollection<Series> series)
    {
        if (series.Count == 0)
            return;
        _text.Append("# HELP ").Append(family.Name).Append(' ').Append(EscapeHelp(family.Help)).Append('\n');
        _text.Append("# TYPE ").Append(family.Name).Append(' ').Append(Type(family.Kind)).Append('\n');
        foreach (var one in series)
        {
            if (one is HistogramSeries histogram)
                Write(family, histogram);
            else
                Sample(family.Name, "", one.Labels, null, ((ValueSeries)one).Value);
        }
    }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString());

    private void Write(MetricFamily family, HistogramSeries histogram)
    {
        // The count is taken from the buckets, or it might differ from +Inf when a value comes in between.
        var counts = histogram.Cumulated();
        for (var i = 0; i < family.Bounds.Length; i++)
            Sample(family.Name, "_bucket", histogram.Labels, Number(family.Bounds[i]), counts[i]);
        Sample(family.Name, "_bucket", histogram.Labels, "+Inf", counts[^1]);
        Sample(family.Name, "_sum", histogram.Labels, null, histogram.Sum);
        Sample(family.Name, "_count", histogram.Labels, null, counts[^1]);
    }

    private void Sample(string name, string suffix, string labels, string? bound, double value)
    {
        _text.Append(name).Append(suffix);
        if (labels.Length > 0 || bound is not null)
        {
            _text.Append('{').Append(labels);
            if (bound is not null)
                _text.Append(labels.Length > 0 ? "," : "").Append("le=\"").Append(bound).Append('"');
            _text.Append('}');
        }

        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Type(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };

    private static string EscapeHelp(string help) =>
        help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
