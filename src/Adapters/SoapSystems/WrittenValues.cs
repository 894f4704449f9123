using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.Soap.Shapes;

namespace Hub.Adapters.SoapSystems;

/// <summary>Parts of messages that stand in the plan: an account, but for what of it is secret.</summary>
internal static class WrittenValues
{
    private static readonly string[] Secret = ["pass", "pwd", "secret", "key", "pin", "token", "kennwort"];

    /// <summary>As JSON. Fields that are called what passwords are called must not be written out.</summary>
    /// <param name="node">What stands in the plan.</param>
    /// <param name="errors">Where faults are reported.</param>
    /// <param name="name">What it is called.</param>
    public static JsonNode Read(PlanNode node, PlanErrors errors, string name = "")
    {
        if (node.Kind == PlanNodeKind.Map)
            return new JsonObject(node.Fields.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)Read(f.Value, errors, f.Key))));
        if (node.Kind == PlanNodeKind.List)
            return new JsonArray([.. node.Items.Select(i => Read(i, errors, name))]);
        if (!node.Referenced && node.Text is not null && IsSecret(name))
            errors.Add(node, $"'{name}' is written in the plan, where everybody reads it: write ${{env:NAME}} or ${{file:PATH}}");
        // One that could not be resolved has been reported.
        return JsonValue.Create(node.Value ?? "");
    }

    /// <summary>What of it nobody may see: references' values, and those that are called so, wherever they stand.</summary>
    public static IEnumerable<string> Secrets(PlanNode? node, string name = "") => node switch
    {
        null => [],
        { Value: { } value } => node.Referenced || IsSecret(name) ? [value] : [],
        _ => node.Items.SelectMany(i => Secrets(i, name)).Concat(node.Fields.SelectMany(f => Secrets(f.Value, f.Key))),
    };

    /// <summary>
    /// Reports why it cannot be said in the system's form, each fault at its line and without what stands elsewhere.
    /// </summary>
    public static void Report(PlanNode node, IEnumerable<DocumentError> faults, string what, PlanErrors errors)
    {
        foreach (var fault in faults)
        {
            var at = fault.Path.Aggregate(node, Step);
            // What a reference stands for may not be known yet, and is not for everybody.
            if (at is not { Referenced: true })
                errors.Add(at, $"{what}: {Shown(fault)}{fault.Problem}");
            else if (at.Value is not null)
                errors.Add(at, $"{what}: {Shown(fault)}has a value that its type does not take");
        }
    }

    private static string Shown(DocumentError fault) => fault.Path.IsEmpty ? "" : DocumentError.Show(fault.Path) + " ";

    private static PlanNode Step(PlanNode node, DocumentStep step)
    {
        var field = node[step.Property] ?? node;
        return step.Index is { } index && index < field.Items.Count ? field.Items[index] : field;
    }

    private static bool IsSecret(string name) => Secret.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
