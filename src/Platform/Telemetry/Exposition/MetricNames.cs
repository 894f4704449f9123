using System.Diagnostics.Metrics;
using System.Text;

namespace Hub.Platform.Telemetry.Exposition;

/// <summary>
/// Names as Prometheus writes them, after OpenTelemetry's "Prometheus and OpenMetrics compatibility": the unit is part
/// of the name, in full and in base units; counters end in <c>_total</c>.
/// </summary>
internal static class MetricNames
{
    public static string Of(Instrument instrument, MetricKind kind)
    {
        var name = new StringBuilder(Legal(instrument.Name, colon: true));
        // What Prometheus keeps for histograms, and promtool refuses elsewhere.
        if (kind == MetricKind.Gauge && instrument.Name.EndsWith(".count", StringComparison.Ordinal))
            name.Length -= "_count".Length;
        Append(name, Unit(instrument.Unit, kind));
        if (kind == MetricKind.Counter)
            Append(name, "total");
        return name.ToString();
    }

    /// <summary>A label's name; labels that begin with two underscores are Prometheus' own.</summary>
    public static string Label(string name)
    {
        var legal = Legal(name, colon: false);
        return legal.StartsWith("__", StringComparison.Ordinal) ? "key" + legal : legal;
    }

    private static void Append(StringBuilder name, string? suffix)
    {
        if (suffix is not null && !name.ToString().EndsWith("_" + suffix, StringComparison.Ordinal))
            name.Append('_').Append(suffix);
    }

    private static string? Unit(string? unit, MetricKind kind) => unit switch
    {
        null or "" => null,
        // An annotation such as {request} says what is counted, which the name does already.
        ['{', .., '}'] => null,
        "1" => kind == MetricKind.Gauge ? "ratio" : null,
        "s" => "seconds",
        "ms" => "milliseconds",
        "By" => "bytes",
        "%" => "percent",
        _ => Legal(unit, colon: false).Trim('_'),
    };

    private static string Legal(string name, bool colon)
    {
        var legal = new StringBuilder(name.Length);
        foreach (var c in name)
            legal.Append(char.IsAsciiLetterOrDigit(c) || c == '_' || (colon && c == ':') ? c : '_');
        if (legal.Length == 0 || char.IsAsciiDigit(legal[0]))
            legal.Insert(0, '_');
        return legal.ToString();
    }
}
