using System.Text.Json.Nodes;

namespace Hub.Facade.Describing;

/// <summary>
/// Writes a JSON Schema that stands by itself as a part of a document: what it refers to within itself is put in its place, and
/// <c>true</c>, which takes anything and few readers of OpenAPI know, is written as an empty schema.
/// </summary>
internal static class InlinedSchema
{
    // Of a type that holds itself, so many levels are told.
    private const int Deepest = 8;

    /// <summary>Returns the schema as a part of another document.</summary>
    public static JsonObject Of(JsonObject root) => Write(root, root, 0).AsObject();

    private static JsonNode Write(JsonNode schema, JsonObject root, int depth)
    {
        if (schema is JsonArray entries)
            return new JsonArray([.. entries.Select(e => e is null ? null : Write(e, root, depth))]);
        if (schema is not JsonObject members)
            return schema.DeepClone();
        if (members["$ref"] is JsonValue reference)
            return depth < Deepest && Find(root, reference.GetValue<string>()) is { } found
                ? Write(found, root, depth + 1)
                : new JsonObject();
        return new JsonObject(members.Select(m => KeyValuePair.Create(
            m.Key,
            m.Value is null ? null
                : m.Key == "properties" ? Properties(m.Value.AsObject(), root, depth)
                : Write(m.Value, root, depth))));
    }

    private static JsonObject Properties(JsonObject properties, JsonObject root, int depth) =>
        new(properties.Select(p => KeyValuePair.Create(
            p.Key, p.Value is JsonObject known ? Write(known, root, depth) : (JsonNode?)new JsonObject())));

    // A JSON Pointer (RFC 6901) within the document.
    private static JsonNode? Find(JsonObject root, string reference)
    {
        JsonNode? at = root;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            at = (at as JsonObject)?[
                step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
        return at;
    }
}
