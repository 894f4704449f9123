using System.Globalization;
using Hub.Facade.Evidence;
using Hub.Host.Shell;
using Hub.Platform.Problems;

namespace Hub.Host.Commands;

/// <summary>Tells a route's evidence to who waits for it: each gate's conditions, and what is missing.</summary>
internal static class EvidenceWatched
{
    public static Listed Tell(EvidenceView evidence) => new(
        ListingTable.Of(
            evidence.Gates.SelectMany(gate => gate.Conditions.Select(condition => (Gate: gate, Condition: condition))),
            "No gate stands before this route.",
            ("before", r => r.Gate.Before),
            ("asks", r => $"{r.Condition.Name} {r.Condition.Asked}"),
            ("verdict", r => ApiRecords.Word(r.Condition.State)),
            ("found, or what is missing…", r => r.Condition.Missing is { Length: > 0 } missing ? missing : r.Condition.Found)),
        [
            $"{ApiRecords.Line(evidence.Route)} at {ApiRecords.Word(evidence.Stage)}: "
                + $"{Counted.Of(evidence.Compared, "request")} compared, "
                + $"{evidence.Equal} the same, {evidence.Different} different"
                + (evidence.Compared == 0 ? "" : string.Create(
                    CultureInfo.InvariantCulture, $", {evidence.AtMostDifferent * 100:0.###} % of all at most")),
            .. evidence.Differences.Take(5)
                .Select(d => $"different: {ApiRecords.Line(d.Path)} in {d.Count}, {ApiRecords.Line(d.What)}"),
            .. evidence.Guardrail is { Length: > 0 } guardrail ? [$"guardrail: {ApiRecords.Line(guardrail)}"] : (string[])[],
        ]);
}
