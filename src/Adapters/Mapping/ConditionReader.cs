using System.Collections.Immutable;
using Hub.Platform.Plan;

namespace Hub.Adapters.Mapping;

/// <summary>Reads what a condition asks: a value, several, or whether there is one.</summary>
internal static class ConditionReader
{
    private static readonly PlanShape Presence = new("presence", "present")
    {
        { "present", PlanValue.Flag, "Whether there is a value." },
    };

    /// <summary>What <c>when</c> is: fields, each with the value that is asked for.</summary>
    public static readonly PlanValue Shape = PlanValue.MapOf(
        PlanValue.Either(PlanValue.OneOrMore(PlanValue.Either(PlanValue.Text, PlanValue.Empty)), Presence));

    public static Condition? Read(PlanNode node, ImmutableArray<string> path, MappingFindings findings)
    {
        if (node.Kind == PlanNodeKind.Map)
        {
            if (node["present"]?.Flag is { } present && node.Fields.Count == 1)
                return new Condition(path, [], present);
            findings.Error(node, "a condition is a value, a list of values, or { present: true }");
            return null;
        }

        ImmutableArray<string> values = [.. (node.Kind == PlanNodeKind.List ? node.Items : [node]).Select(v => v.Text ?? "")];
        if (!values.IsEmpty)
            return new Condition(path, values, Present: true);
        findings.Error(node, "a condition without values never holds");
        return null;
    }
}
