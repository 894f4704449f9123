using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Adapters.Mapping;

namespace Hub.Adapters.Schemas;

/// <summary>What a converter makes of a legacy value's schema.</summary>
internal static class ConverterSchema
{
    public static JsonObject After(JsonObject legacy, IConverter converter) => converter switch
    {
        Prefix prefix => new JsonObject
        {
            ["type"] = "string",
            ["pattern"] = $"^{Regex.Escape(prefix.Text).Replace("\\-", "-", StringComparison.Ordinal)}",
        },
        Padding or Trimming or LetterCase => Without(legacy, "minLength", "enum", "pattern"),
        Zeros or Piece => Text(),
        Split => new JsonObject { ["type"] = "array", ["items"] = Text() },
        Codes { Flag: true } => new JsonObject { ["type"] = "boolean" },
        Codes codes => new JsonObject
        {
            ["type"] = "string",
            ["enum"] = new JsonArray(
            [
                .. codes.ByWord.Keys.Concat(codes.Otherwise is { } other ? [other] : []).Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal).Select(w => JsonValue.Create(w)),
            ]),
        },
        // Blanks and zeros mean no date.
        DateNotation { ContractFormat: DateNotation.Date } =>
            ValueSchema.OrNull(new JsonObject { ["type"] = "string", ["format"] = "date" }),
        LocalTime => ValueSchema.OrNull(new JsonObject { ["type"] = "string", ["format"] = "date-time" }),
        DateNotation => ValueSchema.OrNull(Text()),
        TextNumber or ScaledNumber or NumberNotation => new JsonObject { ["type"] = "number" },
        Mapping.Range range => Within(legacy, range),
        MinLength least => With(legacy, "minLength", least.Length),
        // One of somebody's own says nothing of what it makes.
        _ => [],
    };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Within(JsonObject schema, Mapping.Range range)
    {
        if (range.Min > decimal.MinValue)
            schema["minimum"] = range.Min;
        if (range.Max < decimal.MaxValue)
            schema["maximum"] = range.Max;
        return schema;
    }

    private static JsonObject With(JsonObject schema, string facet, JsonNode value)
    {
        schema[facet] = value;
        return schema;
    }

    private static JsonObject Without(JsonObject schema, params ReadOnlySpan<string> facets)
    {
        foreach (var facet in facets)
            schema.Remove(facet);
        return schema;
    }
}
