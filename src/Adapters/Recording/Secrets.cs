using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;

namespace Hub.Adapters.Recording;

/// <summary>
/// Constants that a mapping takes from outside of the plan: an API key in a message, say. They are part of what is sent and
/// of no recording, nor of what a replay compares.
/// </summary>
internal static class Secrets
{
    private const string Shown = "***";

    /// <summary>Puts stars in their place.</summary>
    public static void Hide(JsonNode? document, MappingTable table, MaskPlan plan)
    {
        if (plan.Secrets.Count == 0)
            return;
        foreach (var binding in table.Bindings)
        {
            if (!DocumentTree.TryGet(document, binding.Legacy, out var there))
                continue;
            if (binding is ConstantBinding { InLegacy: { } place } constant && plan.Secrets.Contains(constant.Value))
                DocumentTree.Set(ref document, place, Shown);
            else if (binding is ListBinding list)
                foreach (var entry in there as JsonArray ?? [])
                    Hide(entry, list.Items, plan);
        }
    }
}
