using System.Text;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Load;

namespace Hub.Benchmarks.Reporting;

/// <summary>A finished benchmark, as a table for the screen and as a block of Markdown.</summary>
internal sealed class Report(
    IBenchmark benchmark, Wrk wrk, Schedule schedule, Surroundings surroundings, IReadOnlyList<CaseResult> results)
{
    private readonly IReadOnlyList<string[]> _rows = ResultTable.Of(results);

    public string Text()
    {
        var widths = Enumerable.Range(0, _rows[0].Length).Select(column => _rows.Max(r => r[column].Length)).ToArray();
        return string.Join('\n', _rows.Select(row =>
            string.Join("  ", row.Select((cell, column) => Pad(cell, column, widths[column]))).TrimEnd()));
    }

    public string Markdown()
    {
        var text = new StringBuilder();
        text.Append($"### {benchmark.Title}\n\n");
        foreach (var (row, index) in _rows.Select((row, index) => (row, index)))
        {
            text.Append($"| {string.Join(" | ", row)} |\n");
            if (index == 0)
                text.Append($"|---|---{string.Concat(Enumerable.Repeat("|---:", row.Length - 2))}|\n");
        }

        text.Append($"\n{ResultTable.Legend(results[0])}\n\n");
        foreach (var line in (string[])
        [
            $"{surroundings.Date}, commit {surroundings.Commit}.",
            $"{surroundings.Versions}.",
            $"{surroundings.Machine}.",
            $"Load: {wrk.Description}, {schedule.Measurement.TotalSeconds:F0} s a measurement "
                + $"after {schedule.WarmUp.TotalSeconds:F0} s of warm-up, in rounds A B …, … B A, …",
            "All on loopback on this one machine and its cores, load generator and backend included; nothing is pinned.",
            .. benchmark.SetUp,
        ])
            text.Append($"- {line}\n");
        return text.ToString();
    }

    private static string Pad(string cell, int column, int width) => column < 2 ? cell.PadRight(width) : cell.PadLeft(width);
}
