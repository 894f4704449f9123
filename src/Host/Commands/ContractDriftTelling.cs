using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.ContractDrift;

namespace Hub.Host.Commands;

/// <summary>Tells how systems differ from their contracts in the plan.</summary>
internal static class ContractDriftTelling
{
    /// <summary>Returns one finding in a line: what, since when, and how often.</summary>
    public static string Line(ContractFindingView finding) =>
        $"since {ApiRecords.Time(finding.FirstAt)} {ApiRecords.Line(finding.System)}: {ApiRecords.Line(finding.Text)}"
        + (finding.Share is { Length: > 0 } share ? $" ({ApiRecords.Line(share)})" : "");

    /// <summary>Returns a table of all findings of some systems; those that could not be asked say so.</summary>
    public static Listed Tell(JsonElement all)
    {
        foreach (var system in all.EnumerateArray())
            if (system.Text("problem") is { Length: > 0 } problem)
                Terminal.Error.WriteLine($"{system.Text("system")} could not be asked what it offers: {problem}");
        return new Listed(ListingTable.Of(
            all.EnumerateArray().SelectMany(s => s.GetProperty("findings").EnumerateArray()),
            "No difference from the contracts in the plan was found: in answers since they are served"
            + $"{AskedOf(all)}.",
            ("system", f => f.Text("system")),
            ("since", f => f.Time("firstAt")),
            ("seen last", f => f.Time("lastAt")),
            ("what…", f => f.Text("text")),
            ("in", f => f.Text("share")),
            ("routes…", f => f.Names("routes"))));
    }

    private static string AskedOf(JsonElement all)
    {
        var asked = all.EnumerateArray().Where(s => s.Text("askedAt").Length > 0 && s.Text("problem").Length == 0)
            .Select(s => $"{s.Text("system")} {s.Time("askedAt")}").ToList();
        return asked.Count == 0 ? "; no system was asked yet what it offers"
            : $"; asked what they offer: {string.Join(", ", asked)}";
    }
}
