using System.Text.Json.Nodes;

namespace Hub.Sync.Conflicts;

/// <summary>Reads a field of contract JSON by its path, as conflicts name it: <c>address.city</c>.</summary>
internal static class ContractPath
{
    /// <summary>Returns a copy of the value, or null.</summary>
    public static JsonNode? Get(JsonObject? content, string path)
    {
        JsonNode? node = content;
        // A member's own name may hold a dot.
        if (content?.TryGetPropertyValue(path, out var whole) == true)
            return whole?.DeepClone();
        foreach (var name in path.Split('.'))
            node = (node as JsonObject)?[name];
        return node?.DeepClone();
    }
}
