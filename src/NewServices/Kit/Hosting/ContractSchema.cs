using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Hub.ServiceKit.Hosting;

/// <summary>Makes the schemas of a service's contract from the types that it reads and writes, with examples.</summary>
public static class ContractSchema
{
    private static readonly JsonSchemaExporterOptions Exported = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = (context, schema) =>
            Narrow(schema as JsonObject ?? OfConverted(context.TypeInfo.Type), context.PropertyInfo?.AttributeProvider),
    };

    /// <summary>
    /// Returns the schema of a type, narrowed by <c>[Range]</c>, <c>[StringLength]</c> and <c>[Description]</c> of its members.
    /// </summary>
    /// <param name="type">The type, as the service's serializer knows it.</param>
    /// <param name="example">An example.</param>
    public static JsonObject Of<T>(JsonTypeInfo<T> type, T example)
    {
        ArgumentNullException.ThrowIfNull(type);
        var schema = type.GetJsonSchemaAsNode(Exported).AsObject();
        schema["examples"] = new JsonArray(JsonSerializer.SerializeToNode(example, type));
        return schema;
    }

    /// <summary>Returns the schema of a text.</summary>
    /// <param name="description">What it says.</param>
    /// <param name="example">An example.</param>
    /// <param name="values">The values it can have; none where it is any text.</param>
    public static JsonObject Text(string description, string example, params IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var schema = new JsonObject
        {
            ["type"] = "string", ["description"] = description, ["examples"] = new JsonArray(example),
        };
        if (values.Count > 0)
            schema["enum"] = new JsonArray([.. values.Select(v => JsonValue.Create(v))]);
        return schema;
    }

    /// <summary>Returns the schema of an integer.</summary>
    /// <param name="description">What it says.</param>
    /// <param name="least">The least it can be.</param>
    /// <param name="most">The most it can be.</param>
    public static JsonObject Integer(string description, int least, int most) => new()
    {
        ["type"] = "integer", ["minimum"] = least, ["maximum"] = most, ["description"] = description,
    };

    /// <summary>Returns the query parameters of a sorted list.</summary>
    /// <param name="sorts">What it can be sorted by; the first is the one where nobody asks.</param>
    public static IEnumerable<KeyValuePair<string, JsonObject>> Page(params IReadOnlyList<string> sorts)
    {
        ArgumentNullException.ThrowIfNull(sorts);
        return
        [
            new("sort", Text($"The order; {sorts[0]} where it is left out. A minus means descending.", sorts[0], sorts)),
            new("after", Text("The 'next' of the page before.", "LXdyaXR0ZW5BdAox")),
            new("limit", Integer("How many records at most; 50 where it is left out.", 1, 200)),
        ];
    }

    // What a converter of one's own writes, the exporter does not know.
    private static JsonObject OfConverted(Type type) => (Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset)
        ? new JsonObject { ["type"] = "string", ["format"] = "date-time" }
        : [];

    private static JsonObject Narrow(JsonObject schema, ICustomAttributeProvider? member)
    {
        foreach (var attribute in member?.GetCustomAttributes(inherit: false) ?? [])
            switch (attribute)
            {
                case RangeAttribute { Minimum: int least, Maximum: int most }:
                    (schema["minimum"], schema["maximum"]) = (least, most);
                    break;
                case StringLengthAttribute length:
                    schema["maxLength"] = length.MaximumLength;
                    break;
                case DescriptionAttribute { Description: var description }:
                    schema["description"] = description;
                    break;
            }

        return schema;
    }
}
