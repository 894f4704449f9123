using Hub.Adapters.Drifting;
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
    public static Listed Tell(List<ContractDriftView> all)
    {
        foreach (var system in all)
            if (system.Problem is { Length: > 0 } problem)
                Terminal.Error.WriteLine(
                    $"{ApiRecords.Line(system.System)} could not be asked what it offers: {ApiRecords.Line(problem)}");
        return new Listed(ListingTable.Of(
            all.SelectMany(s => s.Findings),
            "No difference from the contracts in the plan was found: in answers since they are served"
            + $"{AskedOf(all)}.",
            ("system", f => f.System),
            ("since", f => ApiRecords.Time(f.FirstAt)),
            ("seen last", f => ApiRecords.Time(f.LastAt)),
            ("what…", f => f.Text),
            ("in", f => f.Share ?? ""),
            ("routes…", f => string.Join(", ", f.Routes))));
    }

    private static string AskedOf(List<ContractDriftView> all)
    {
        var asked = new List<string>();
        foreach (var system in all)
            if (system is { AskedAt: { } at, Problem: null })
                asked.Add($"{ApiRecords.Line(system.System)} {ApiRecords.Time(at)}");
        return asked.Count == 0 ? "; no system was asked yet what it offers"
            : $"; asked what they offer: {string.Join(", ", asked)}";
    }
}
