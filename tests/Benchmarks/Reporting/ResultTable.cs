using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Load;

namespace Hub.Benchmarks.Reporting;

/// <summary>Results as rows of a table, the same for the screen and for Markdown.</summary>
internal static class ResultTable
{
    public static readonly string[] Header = ["case", "", "requests/s", "p50", "p99", "CPU per request"];

    public static IEnumerable<string[]> Rows(CaseResult result)
    {
        yield return Row(result.Case, result.Contest.Subject, result.Subject);
        yield return Row(result.Case, result.Contest.Peer, result.Peer);
        yield return
        [
            result.Case,
            "ratio",
            Ratio(result, m => m.RequestsPerSecond),
            Ratio(result, m => m.P50.TotalSeconds),
            Ratio(result, m => m.P99.TotalSeconds),
            Ratio(result, m => m.CpuPerRequest.TotalSeconds),
        ];
        yield return Row(result.Case, result.Contest.Reference, result.Reference);
    }

    /// <summary>What the ratio's interval is.</summary>
    public static string Legend(CaseResult result)
    {
        var interval = MedianInterval.Of(result.Subject.Select(m => m.P50.TotalSeconds));
        return $"Figures are medians of {result.Subject.Count} measurements ({result.Reference.Count} of {result.Contest.Reference.Name}); "
            + $"ratio is the median of the {result.Subject.Count} pairs' ratios, {result.Contest.Subject.Name} : {result.Contest.Peer.Name}, "
            + $"and its distribution-free {interval.Confidence:P1} confidence interval from order statistics.";
    }

    private static string[] Row(string name, Contender contender, IReadOnlyList<Measurement> measurements) =>
    [
        name,
        contender.Name,
        $"{Median(measurements, m => m.RequestsPerSecond):N0}",
        $"{Median(measurements, m => m.P50.TotalMilliseconds):F2} ms",
        $"{Median(measurements, m => m.P99.TotalMilliseconds):F2} ms",
        $"{Median(measurements, m => m.CpuPerRequest.TotalMicroseconds):F1} µs",
    ];

    private static double Median(IReadOnlyList<Measurement> measurements, Func<Measurement, double> figure) =>
        MedianInterval.Of(measurements.Select(figure)).Median;

    private static string Ratio(CaseResult result, Func<Measurement, double> figure)
    {
        var ratio = MedianInterval.Of(result.Subject.Zip(result.Peer, (a, b) => figure(a) / figure(b)));
        return $"{ratio.Median:F3} [{ratio.Low:F3}, {ratio.High:F3}]";
    }
}
