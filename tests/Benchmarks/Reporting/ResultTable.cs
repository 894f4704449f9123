using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Load;

namespace Hub.Benchmarks.Reporting;

/// <summary>Results as rows of a table, the same for the screen and for Markdown.</summary>
internal static class ResultTable
{
    private static readonly string[] Always = ["case", "", "requests/s", "p50", "p99", "CPU per request"];

    /// <summary>All of it, header first; with what was allocated where anyone told.</summary>
    public static IReadOnlyList<string[]> Of(IReadOnlyList<CaseResult> results)
    {
        var allocated = results.Any(
            r => r.Subject.Concat(r.Peers.SelectMany(p => p)).Any(m => m.AllocatedPerRequest is not null));
        string[][] rows = [[.. Always, "allocated per request"], .. results.SelectMany(Rows)];
        return allocated ? rows : [.. rows.Select(r => r[..Always.Length])];
    }

    private static IEnumerable<string[]> Rows(CaseResult result)
    {
        yield return Row(result.Case, result.Contest.Subject, result.Subject);
        foreach (var (peer, measurements) in result.Contest.Peers.Zip(result.Peers))
        {
            yield return Row(result.Case, peer, measurements);
            yield return
            [
                result.Case,
                $"{result.Contest.Subject.Name} : {peer.Name}",
                Ratio(result.Subject, measurements, m => m.RequestsPerSecond),
                Ratio(result.Subject, measurements, m => m.P50.TotalSeconds),
                Ratio(result.Subject, measurements, m => m.P99.TotalSeconds),
                Ratio(result.Subject, measurements, m => m.CpuPerRequest.TotalSeconds),
                "",
            ];
        }
    }

    /// <summary>What the ratios are.</summary>
    public static string Legend(CaseResult result)
    {
        var interval = MedianInterval.Of(result.Subject.Select(m => m.P50.TotalSeconds));
        return $"Figures are medians of {result.Subject.Count} measurements; "
            + $"a row A : B is the median of the {result.Subject.Count} rounds' ratios "
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
        measurements.All(m => m.AllocatedPerRequest is not null)
            ? $"{Median(measurements, m => m.AllocatedPerRequest!.Value):N0} B"
            : "",
    ];

    private static double Median(IReadOnlyList<Measurement> measurements, Func<Measurement, double> figure) =>
        MedianInterval.Of(measurements.Select(figure)).Median;

    private static string Ratio(
        IReadOnlyList<Measurement> subject, IReadOnlyList<Measurement> peer, Func<Measurement, double> figure)
    {
        var ratio = MedianInterval.Of(subject.Zip(peer, (a, b) => figure(a) / figure(b)));
        return $"{ratio.Median:F3} [{ratio.Low:F3}, {ratio.High:F3}]";
    }
}
