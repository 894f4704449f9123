using System.Text.RegularExpressions;

namespace Hub.Architecture.Tests;

/// <summary>Decisions begin alike, and the metrics they list are those the hub has.</summary>
public sealed partial class Decisions
{
    private const string Telemetry = "migration-plan/decisions/0007-telemetry.md";

    [Fact]
    public void Each_begins_with_its_number_title_date_and_status()
    {
        var faults = Projects.Texts("migration-plan/decisions", "*.md").Where(d => !HasHead(d.Path, d.Text)).Select(d => d.Path);
        faults.ShouldBeEmpty();
    }

    [Fact]
    public void Each_metric_is_listed_with_its_labels()
    {
        var listed = Projects.Text(Telemetry);
        var metrics = Projects.Sources("src").SelectMany(s => Created().Matches(s.Text)).Select(m => m.Groups["name"].Value)
            .ToList();
        metrics.Count.ShouldBeGreaterThan(20);
        metrics.Where(m => !Names(m).Any(n => listed.Contains($"`{n}`", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    // As Prometheus reads them: with their unit, where they have one.
    private static string[] Names(string metric) =>
        [.. new[] { "", "_seconds", "_total", "_bytes" }.Select(unit => metric.Replace('.', '_') + unit)];

    // # 7. Telemetry: …
    //
    // 2026-11-29. Accepted (first 2026-11-20). Whatever else, in sentences.
    private static bool HasHead(string path, string text) =>
        Head().Match(text) is { Success: true } head
        && Path.GetFileName(path).StartsWith($"{int.Parse(head.Groups["number"].Value):0000}-", StringComparison.Ordinal);

    [GeneratedRegex(
        @"\A# (?<number>\d+)\. \S[^\n]*\n\n\d{4}-\d\d-\d\d\. (Accepted|Proposed|Superseded by decision \d+)"
        + @"( \(first \d{4}-\d\d-\d\d\))?\.( [^\n]*\.)?\n\n", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Head();

    [GeneratedRegex(
        @"Create(Counter|Histogram|ObservableGauge|ObservableUpDownCounter|ObservableCounter|UpDownCounter|Gauge)(<\w+>)?\(\s*"
        + @"""(?<name>hub\.[a-z_.]+)""", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Created();
}
