using System.Collections.Concurrent;
using System.Text;

namespace Hub.Platform.Telemetry.Exposition;

/// <summary>One metric with all its series.</summary>
/// <param name="name">Its name in Prometheus.</param>
/// <param name="kind">Its type.</param>
/// <param name="help">What it tells.</param>
/// <param name="bounds">A histogram's bounds, ascending.</param>
internal sealed class MetricFamily(string name, MetricKind kind, string help, double[] bounds)
{
    /// <summary>Series of one metric at most: a fault that puts keys into tags must not fill the memory.</summary>
    public const int MostSeries = 2000;

    private const string Overflow = "otel_metric_overflow=\"true\"";
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series> _byTags = new(TagSetComparer.Instance);
    private readonly ConcurrentDictionary<string, Series> _byLabels = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public MetricKind Kind { get; } = kind;

    public string Help { get; } = help;

    public double[] Bounds { get; } = bounds;

    /// <summary>The series of all labels, in a stable order.</summary>
    public IEnumerable<Series> All => _byLabels.Values.OrderBy(s => s.Labels, StringComparer.Ordinal);

    /// <summary>The series of a set of tags.</summary>
    public Series Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _byTags.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>().TryGetValue(tags, out var series)
            ? series
            : Add(tags);

    private Series Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_byLabels.Count >= MostSeries)
            return _byLabels.GetOrAdd(Overflow, Create);
        // By the labels as written, so that tags which differ in type or spelling only share a series.
        var series = _byLabels.GetOrAdd(Write(tags), Create);
        _byTags.TryAdd(tags.ToArray(), series);
        return series;
    }

    private Series Create(string labels) =>
        Kind == MetricKind.Histogram ? new HistogramSeries(labels, Bounds) : new ValueSeries(labels);

    private static string Write(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (tag, value) in tags)
        {
            // An empty label is the same to Prometheus as none.
            if (value is null || PlaceTags.Write(tag, Text(value)) is not { Length: > 0 } text)
                continue;
            var label = MetricNames.Label(tag);
            labels[label] = labels.TryGetValue(label, out var other) ? $"{other};{text}" : text;
        }

        var written = new StringBuilder();
        foreach (var (label, text) in labels)
        {
            if (written.Length > 0)
                written.Append(',');
            written.Append(label).Append("=\"").Append(Escape(text)).Append('"');
        }

        return written.ToString();
    }

    private static string Text(object value) => value is bool flag ? (flag ? "true" : "false") : value.ToString() ?? "";

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
