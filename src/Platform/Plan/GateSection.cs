using System.Collections.Immutable;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads <c>gates</c>: <c>{ new: { mismatch: 0.1%, rollback: lossless } }</c>, by the stage that they stand before.
/// </summary>
internal static class GateSection
{
    private static readonly PlanShape BackAgain = new("way-back")
    {
        { "rollback", PlanValue.OneOf("lossless"), "lossless: the way back loses nothing." },
        { "rehearsed", PlanValue.Duration, "How old the rehearsal of the way back may be." },
    };

    private static readonly PlanShape Gate = new("gate") { EvidenceGateSection.Shape, BackAgain };
    private static readonly IReadOnlyList<string> WayBack = BackAgain.Names;
    private static readonly IReadOnlyList<string> Known = Gate.Names;

    /// <summary>The fields of <c>gates</c>: the stages that gates stand before.</summary>
    public static readonly PlanShape Shape = new("gates")
    {
        { "canary", Gate, "What the evidence must show before a canary." },
        { "new", Gate, "What the evidence must show before the new side has all." },
    };

    public static ImmutableDictionary<string, GatePlan> Read(PlanNode? node, PlanNode? link, Pace pace, PlanErrors errors)
    {
        var gates = ImmutableDictionary<string, GatePlan>.Empty;
        if (node is null)
            return gates;
        _ = new PlanFields(node, errors, Shape);
        foreach (var (name, gate) in node.Fields.Where(f => Shape.Has(f.Key)))
            gates = gates.Add(name, ReadGate(gate, link, pace, errors));
        return gates;
    }

    private static GatePlan ReadGate(PlanNode node, PlanNode? link, Pace pace, PlanErrors errors)
    {
        foreach (var (name, value) in node.Fields.Where(f => !Known.Contains(f.Key, StringComparer.Ordinal)))
            errors.Add(
                value,
                $"this version of the hub collects no evidence of '{Spelling.Shorten(name)}' and cannot hold a gate by it; "
                + $"remove it so that nobody relies on it. What a gate has is {string.Join(", ", Known)}"
                + Spelling.DidYouMean(name, Known));
        var fields = new PlanFields(node, errors, [.. Known, .. node.Fields.Select(f => f.Key)]);
        var gate = new GatePlan(node.At)
        {
            Lossless = node["rollback"] is not null && fields.OneOf("rollback", "lossless") == "lossless",
            Rehearsed = fields.Duration("rehearsed", GatePlan.DefaultAge, TimeSpan.FromSeconds(1)),
            // A gate of the way back alone asks for nothing else, as it did before evidence was collected.
            Evidence = node.Fields.Count > 0 && node.Fields.All(f => WayBack.Contains(f.Key, StringComparer.Ordinal))
                ? null
                : EvidenceGateSection.Read(node, fields, pace, link is not null, errors),
        };
        if (node["rehearsed"] is { } age && node["rollback"] is null)
            errors.Add(age, "'rehearsed' says how old the rehearsal of the way back may be, and goes with 'rollback: lossless'");
        if (gate.Lossless && (link is null || link["direction"]?.Text == "toNew"))
            errors.Add(
                node["rollback"]!,
                "'rollback: lossless' needs a link in both directions: without one nothing is ever written back to legacy, and "
                + "nothing is rehearsed");
        return gate;
    }
}
