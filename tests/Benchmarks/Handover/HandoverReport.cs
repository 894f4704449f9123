using System.Text;
using Hub.Benchmarks.Reporting;

namespace Hub.Benchmarks.Handover;

/// <summary>What was measured of handovers, as a block of Markdown.</summary>
internal static class HandoverReport
{
    public static string Markdown(IReadOnlyList<HandoverCase> cases, BondCost bond, Surroundings surroundings)
    {
        var text = new StringBuilder("### Handovers of the demo's customers while they are written\n\n");
        text.Append($"| {string.Join(" | ", HandoverCase.Columns)} |\n");
        text.Append($"|{string.Concat(HandoverCase.Columns.Select(_ => "---:|"))}\n");
        foreach (var one in cases)
            text.Append($"| {string.Join(" | ", one.Cells())} |\n");
        text.Append('\n');
        foreach (var line in (string[])
        [
            $"{surroundings.Date}, commit {surroundings.Commit}.",
            $"{surroundings.Versions}.",
            $"{surroundings.Machine}.",
            "`hub up` as it ships: one process, SQLite, the CRM over SOAP in a process of its own, the link polled every "
                + "second. Load generator, hub and CRM share the cores.",
            "Load: `PUT /api/customers/ID` of 50 customers in an open loop, one write of a customer at a time; *done* is what "
                + "was answered.",
            "Handovers: `shift customers.update --to new` and `rollback` in turn, half a second apart. *Held* is from the hold "
                + "to the new owner, as the hub tells it. *Refused*: the link did not keep up, and no write was held; tried "
                + "again after two seconds.",
            "A write that met one was under way at some time of a handover; its time is the caller's.",
            "Lost: customers that do not hold their last acknowledged note, on both sides, a minute after the last.",
            bond.ToString(),
            .. cases.SelectMany(c => c.Refusals.Select(r => $"Refused, for example, at {c.Rate} writes/s: {r}"))
                .Distinct().Take(3),
            .. cases.SelectMany(c => c.Writes).Select(w => w.Fault).OfType<string>().Distinct().Take(3)
                .Select(f => $"An error, for example: {f}"),
        ])
            text.Append($"- {line}\n");
        return text.ToString();
    }
}
