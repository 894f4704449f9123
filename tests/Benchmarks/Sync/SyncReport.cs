using System.Text;
using Hub.Benchmarks.Reporting;

namespace Hub.Benchmarks.Sync;

/// <summary>What was measured of sync, as a block of Markdown.</summary>
internal static class SyncReport
{
    public static string Markdown(IReadOnlyList<SyncCase> cases, Surroundings surroundings)
    {
        var text = new StringBuilder("### From an acknowledged change to the other side\n\n");
        text.Append($"| {string.Join(" | ", SyncCase.Columns)} |\n");
        text.Append($"|---|{string.Concat(SyncCase.Columns.Skip(1).Select(_ => "---:|"))}\n");
        foreach (var one in cases)
            text.Append($"| {string.Join(" | ", one.Cells())} |\n");
        text.Append('\n');
        foreach (var line in (string[])
        [
            $"{surroundings.Date}, commit {surroundings.Commit}.",
            $"{surroundings.Versions}.",
            $"{surroundings.Machine}.",
            "`hub up` as it ships: one process, SQLite, the CRM over SOAP in a process of its own, polled every 500 ms. Load "
                + "generator, hub and CRM share the cores.",
            $"Timed: {cases[0].Times.Count} changes in each row, one after the other, of customers that the load leaves alone; "
                + "from the answer of the `PUT` to the first `GET` of the other side (every 5 ms) that shows it.",
            "Load: `PUT /api/customers/ID` of 47 other customers in an open loop, after 10 s of warm-up; *done* is what was "
                + "answered.",
        ])
            text.Append($"- {line}\n");
        return text.ToString();
    }
}
