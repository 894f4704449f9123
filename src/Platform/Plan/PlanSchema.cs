using System.Globalization;
using System.Text.Json.Nodes;

namespace Hub.Platform.Plan;

/// <summary>
/// Writes a plan file's shape as JSON Schema (draft 7, which every editor's YAML extension reads).
/// </summary>
public sealed class PlanSchema
{
    private const string Draft = "http://json-schema.org/draft-07/schema#";
    private readonly JsonObject _definitions = [];
    private readonly Dictionary<string, object> _named = new(StringComparer.Ordinal);
    private readonly bool _whole;

    private PlanSchema(bool whole) => _whole = whole;

    /// <summary>Returns the schema of a file.</summary>
    /// <param name="title">What the file is, shown by editors.</param>
    /// <param name="shape">The fields of the file.</param>
    /// <param name="whole">
    /// False for what is laid over another file, where no field has to be there.
    /// </param>
    public static JsonObject Write(string title, PlanShape shape, bool whole = true)
    {
        ArgumentNullException.ThrowIfNull(shape);
        var schema = new PlanSchema(whole);
        var root = new JsonObject { ["$schema"] = Draft, ["title"] = title };
        foreach (var (name, value) in schema.MapOf(shape).ToList())
            root[name] = value?.DeepClone();
        root["definitions"] = schema._definitions;
        return root;
    }

    private JsonObject MapOf(PlanShape shape)
    {
        var properties = new JsonObject();
        foreach (var field in shape)
            properties[field.Name] = Described(Of(field.Value), field.Description);
        var schema = new JsonObject { ["type"] = "object" };
        schema["properties"] = properties;
        if (_whole && shape.Required.Count > 0)
            schema["required"] = new JsonArray([.. shape.Required.Select(r => (JsonNode)r)]);
        schema["additionalProperties"] = shape.Others is { } others ? Of(others) : false;
        return schema;
    }

    // In draft 7, nothing beside a $ref counts.
    private static JsonObject Described(JsonObject schema, string? description)
    {
        if (description is null)
            return schema;
        if (schema.ContainsKey("$ref"))
            return new JsonObject { ["description"] = description, ["allOf"] = new JsonArray(schema) };
        schema["description"] = schema["description"] is { } own ? $"{description} {own}" : description;
        return schema;
    }

    private JsonObject Of(PlanValue value) => value switch
    {
        PlanValue.Scalar => new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
        PlanValue.TrueOrFalse => new JsonObject { ["enum"] = new JsonArray(true, false, "true", "false") },
        PlanValue.Nothing => new JsonObject { ["type"] = "null" },
        PlanValue.AnyNumber => new JsonObject { ["type"] = "number" },
        PlanValue.Pattern pattern => new JsonObject
        {
            ["type"] = "string", ["pattern"] = pattern.Expression, ["description"] = $"As in {pattern.Examples}.",
        },
        PlanValue.Word word => new JsonObject { ["enum"] = new JsonArray([.. word.Words.SelectMany(AsYaml)]) },
        PlanValue.WholeNumber whole => new JsonObject
        {
            ["type"] = "integer", ["minimum"] = whole.Lowest, ["maximum"] = whole.Highest,
        },
        PlanValue.List list => new JsonObject { ["type"] = "array", ["items"] = Of(list.Entry) },
        PlanValue.Map map => new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(map.Value) },
        PlanValue.Choice choice => new JsonObject { ["anyOf"] = new JsonArray([.. choice.Values.Select(v => (JsonNode)Of(v))]) },
        PlanValue.Fields fields => Named(fields.Shape().Name, fields.Shape(), () => MapOf(fields.Shape())),
        PlanValue.Decided decided => Named(decided.Name, decided.Name, () => Decide(decided)),
        _ => [],
    };

    private JsonObject Named(string name, object what, Func<JsonObject> write)
    {
        // Before it is written, as it may hold itself.
        if (_named.TryAdd(name, what))
            _definitions[name] = write();
        else if (!_named[name].Equals(what))
            throw new InvalidOperationException($"Two shapes are called '{name}': give one of them another name.");

        return new JsonObject { ["$ref"] = $"#/definitions/{name}" };
    }

    private JsonObject Decide(PlanValue.Decided decided)
    {
        var schema = Of(PlanValue.Of(decided.Otherwise));
        foreach (var one in decided.By.Reverse())
        {
            var condition = new JsonObject { ["required"] = new JsonArray(one.Field) };
            if (one.OfScalar)
                condition["properties"] = new JsonObject
                {
                    [one.Field] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
                };
            schema = new JsonObject { ["if"] = condition, ["then"] = Of(PlanValue.Of(one.Shape)), ["else"] = schema };
        }

        schema["type"] = "object";
        return schema;
    }

    // A word that YAML reads as a number or as true and false may be written with quotes and without.
    private static IEnumerable<JsonNode> AsYaml(string word)
    {
        if (bool.TryParse(word, out var flag))
            yield return flag;
        if (decimal.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            yield return number;
        yield return word;
    }
}
