using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Schemas;

/// <summary>A simple type in JSON Schema.</summary>
internal static class ValueSchema
{
    private static readonly string[] Infinite = ["NaN", "INF", "-INF"];

    public static JsonObject Of(SimpleValue value)
    {
        var facets = value.Facets;
        if (value.Item is { } item)
            return Bounded(
                new JsonObject { ["type"] = "array", ["items"] = Of(item) }, facets.MinLength, facets.MaxLength, "Items");
        var schema = new JsonObject { ["type"] = facets.Type };
        if (FormatOf(value) is { } format)
            schema["format"] = format;
        if (!facets.Enumeration.IsEmpty && facets.Type != "boolean")
        {
            var values = facets.Enumeration.Select(e => facets.Type == "string" ? JsonValue.Create(e) : Number(e));
            schema["enum"] = new JsonArray([.. values.OfType<JsonNode>()]);
        }
        if (facets is { Type: "string", Pattern: { } pattern })
            schema["pattern"] = pattern;
        if (facets.IsNumber && Number(facets.Minimum) is { } least)
            schema[facets.MinimumExcluded ? "exclusiveMinimum" : "minimum"] = least;
        if (facets.IsNumber && Number(facets.Maximum) is { } most)
            schema[facets.MaximumExcluded ? "exclusiveMaximum" : "maximum"] = most;
        if (facets.Type == "string")
            Bounded(schema, facets.MinLength, facets.MaxLength, "Length");
        return value.Form == JsonForm.Float
            ? new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["enum"] = Words(Infinite) }) }
            : schema;

        static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(w => JsonValue.Create(w))]);
    }

    /// <summary>The only value there is.</summary>
    public static JsonObject Only(SimpleValue value, string text) =>
        ValueOf(value, text) is { } only ? new JsonObject { ["const"] = only } : Of(value);

    /// <summary>A text as the JSON value it stands for; null where that is no simple one.</summary>
    public static JsonNode? ValueOf(SimpleValue value, string text) => value.Facets.Type switch
    {
        "string" => text,
        "boolean" => text.Trim() is "true" or "1",
        "integer" or "number" => Number(text),
        _ => null,
    };

    /// <summary>The same, or null.</summary>
    public static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type && schema["enum"] is null && schema["const"] is null)
            schema["type"] = new JsonArray(type.DeepClone(), "null");
        else if (schema["type"] is not JsonArray)
            return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        return schema;
    }

    private static JsonObject Bounded(JsonObject schema, int? least, int? most, string what)
    {
        if (least > 0)
            schema["min" + what] = least;
        if (most is not null)
            schema["max" + what] = most;
        return schema;
    }

    // A column's type has a name of its own; without a zone a time is none that RFC 3339 knows.
    private static string? FormatOf(SimpleValue value) => value.Name switch
    {
        "uuid" => "uuid",
        "timestamp" => null,
        _ => value.Facets.Format,
    };

    private static JsonNode? Number(string? digits) => digits is null ? null : XmlNumber.ToJson(digits.Trim(), exponent: true);
}
