using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>Reaches into JSON by a path of properties.</summary>
internal static class DocumentTree
{
    /// <returns>Whether the place is there; its value may be null all the same.</returns>
    public static bool TryGet(JsonNode? root, ImmutableArray<string> path, out JsonNode? value)
    {
        value = root;
        foreach (var property in path)
            if (value is not JsonObject parent || !parent.TryGetPropertyValue(property, out value))
                return false;
        return !path.IsEmpty || root is not null;
    }

    /// <returns>Whether the place is there; its value may be null all the same.</returns>
    public static bool TryGet(JsonElement? root, ImmutableArray<string> path, out JsonElement value)
    {
        value = root ?? default;
        if (root is null)
            return false;
        foreach (var property in path)
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(property, out value))
                return false;
        return !path.IsEmpty || value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>A node of what stands in a document; null for JSON's null.</summary>
    public static JsonNode? NodeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };

    /// <summary>Puts a value at a place, making the objects on the way.</summary>
    public static void Set(ref JsonNode? root, ImmutableArray<string> path, JsonNode? value)
    {
        if (path.IsEmpty)
        {
            root = value;
            return;
        }

        if (root is not JsonObject current)
            root = current = [];
        foreach (var property in path.AsSpan()[..^1])
        {
            if (current[property] is not JsonObject next)
                current[property] = next = [];
            current = next;
        }

        current[path[^1]] = value;
    }

    /// <summary>Takes what stands at a place away, if anything does.</summary>
    public static void Remove(JsonNode? root, ImmutableArray<string> path)
    {
        if (TryGet(root, path[..^1], out var parent) && parent is JsonObject fields)
            fields.Remove(path[^1]);
    }

    public static ImmutableArray<DocumentStep> Steps(ImmutableArray<string> path) => [.. path.Select(p => new DocumentStep(p))];

    /// <summary>The place of a list's entry.</summary>
    public static ImmutableArray<DocumentStep> At(ImmutableArray<DocumentStep> list, int index) =>
        list.IsEmpty ? [new DocumentStep("", index)] : [.. list[..^1], list[^1] with { Index = index }];
}
