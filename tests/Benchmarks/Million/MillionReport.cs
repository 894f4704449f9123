using System.Globalization;
using System.Text;
using Hub.Benchmarks.Reporting;

namespace Hub.Benchmarks.Million;

/// <summary>What was measured of many records, as a block of Markdown.</summary>
internal static class MillionReport
{
    public static string Markdown(
        long records, IReadOnlyList<MillionStep> steps, TimeSpan copied, TimeSpan filled, Surroundings surroundings)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"### {records:N0} records from one database into another\n\n");
        text.Append($"| {string.Join(" | ", MillionStep.Columns)} |\n");
        text.Append($"|---{string.Concat(MillionStep.Columns.Skip(2).Select(_ => "|---:"))}|---|\n");
        foreach (var step in steps)
            text.Append($"| {string.Join(" | ", step.Cells())} |\n");
        text.Append('\n');
        foreach (var line in (string[])
        [
            $"`COPY` of the same rows from table to table: {Seconds(copied)}; filling took {Seconds(filled)} with both kills and "
                + $"starts: {ShareOf(copied, filled)} times the speed of `COPY` (aim 0.3).",
            $"{surroundings.Date}, commit {surroundings.Commit}.",
            $"{surroundings.Versions}.",
            $"{surroundings.Machine}.",
            "`hub up` as it ships: one process, its store SQLite, both sides in one PostgreSQL (`fsync = off`), on a plan that "
                + "`./hub import sql` made of them; the old side's changes by a journal. All share the cores.",
            "Memory is the hub's resident set, at most since its last start; the store its `hub.db` with what is written ahead. "
                + "Compacted: what the inbox keeps is made a day older by SQL, and pruned; SQLite keeps the file's size for "
                + "reuse.",
        ])
            text.Append($"- {line}\n");
        return text.ToString();
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s");

    private static string ShareOf(TimeSpan copied, TimeSpan filled) =>
        string.Create(CultureInfo.InvariantCulture, $"{copied / filled:0.0000}");
}
