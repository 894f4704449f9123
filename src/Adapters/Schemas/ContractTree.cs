using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Schemas;

/// <summary>A contract document as it is put together from the places that bindings name. Later ones win.</summary>
internal sealed class ContractTree
{
    private JsonObject? _schema;

    /// <summary>What is within, in the order it was written.</summary>
    public OrderedDictionary<string, ContractTree> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it is there wherever the document is.</summary>
    public bool Required { get; private set; }

    public void Put(ImmutableArray<string> path, JsonObject schema, bool required)
    {
        var here = this;
        foreach (var property in path)
        {
            here.Required |= required;
            here = here.Children.TryGetValue(property, out var child) ? child : here.Children[property] = new ContractTree();
        }

        (here._schema, here.Required) = (schema, here.Required || required);
    }

    /// <summary>Marks a place that others have put, and all around it, as required.</summary>
    public void Require(ReadOnlySpan<string> path)
    {
        Required = true;
        if (!path.IsEmpty && Children.TryGetValue(path[0], out var child))
            child.Require(path[1..]);
    }

    public JsonObject ToSchema()
    {
        if (Children.Count == 0)
            return (JsonObject?)_schema?.DeepClone() ?? [];
        var properties = new JsonObject();
        foreach (var (name, child) in Children)
            properties[name] = child.ToSchema();
        var schema = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (Children.Where(c => c.Value.Required).Select(c => (JsonNode?)c.Key).ToArray() is { Length: > 0 } required)
            schema["required"] = new JsonArray(required);
        // What is taken as it is, together with what is mapped beside it.
        return _schema is null ? schema : new JsonObject { ["allOf"] = new JsonArray(_schema.DeepClone(), schema) };
    }
}
