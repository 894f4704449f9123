using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Hub.Platform.Describing;

namespace Hub.Facade.Describing;

/// <summary>The JSON Schemas of types as they are serialized: of records by name, of all else in place.</summary>
internal sealed class TypeSchemas
{
    private readonly JsonSerializerOptions _json;
    private readonly JsonSchemaExporterOptions _exported;
    private readonly Dictionary<string, Type> _named = new(StringComparer.Ordinal);

    /// <param name="json">How the types are serialized.</param>
    public TypeSchemas(JsonSerializerOptions json)
    {
        _json = json;
        _exported = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Place };
    }

    /// <summary>The schemas of the records referred to so far, by name.</summary>
    public JsonObject All { get; } = [];

    /// <summary>Returns the schema of a type, which is a reference where that is a record.</summary>
    public JsonObject Of(Type type)
    {
        if (!IsRecord(_json.GetTypeInfo(type)))
            return _json.GetJsonSchemaAsNode(type, _exported).AsObject();
        var name = NameOf(type);
        if (_named.TryAdd(name, type))
            All[name] = _json.GetJsonSchemaAsNode(type, _exported);
        else if (_named[name] != type)
            throw new InvalidOperationException($"{type} and {_named[name]} are both called {name}.");
        return new JsonObject { ["$ref"] = PublicContract.SchemasPrefix + name };
    }

    // The exporter repeats a schema by its place in the document, which is another one here.
    private JsonNode Place(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (context.Path.IsEmpty)
            return schema is JsonObject whole ? WithoutOptional(whole, context.TypeInfo) : new JsonObject();
        // What may be anything has the schema true, which not every reader knows.
        if (schema is not JsonObject members)
            return new JsonObject();
        if (!IsRecord(context.TypeInfo) && !members.ContainsKey("$ref"))
            return schema;
        var placed = Of(context.TypeInfo.Type);
        return context.PropertyInfo is { IsGetNullable: true }
            ? new JsonObject { ["anyOf"] = new JsonArray(placed, new JsonObject { ["type"] = "null" }) }
            : placed;
    }

    // What is left out where it is null is not required.
    private static JsonObject WithoutOptional(JsonObject schema, JsonTypeInfo type)
    {
        foreach (var optional in type.Properties.Where(p =>
            p.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) == true))
            schema["required"]?.AsArray().RemoveAll(name => name?.GetValue<string>() == optional.Name);
        return schema;
    }

    private static bool IsRecord(JsonTypeInfo type) => type.Kind == JsonTypeInfoKind.Object && type.Properties.Count > 0;

    // A part of a union is named with it.
    private static string NameOf(Type type)
    {
        var name = type.IsGenericType
            ? type.Name.Split('`')[0] + "." + string.Join('.', type.GetGenericArguments().Select(NameOf))
            : type.Name;
        return type.DeclaringType is { IsAbstract: true, IsSealed: false } union ? $"{union.Name}.{name}" : name;
    }
}
