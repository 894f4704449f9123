using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Schemas;

/// <summary>A contract document as it is put together from the places that bindings name. Later ones win.</summary>
internal sealed class ContractTree
{
    private const int MostCombinations = 64;
    private readonly List<List<string>> _oneOf = [];
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

    /// <summary>Marks what is around several places, which others have put, as required, and that one of them is.</summary>
    public void RequireOneOf(ImmutableArray<ImmutableArray<string>> paths)
    {
        Required = true;
        if (paths.Any(p => p.IsEmpty))
            return;
        var names = paths.Select(p => p[0]).Distinct(StringComparer.Ordinal).ToList();
        if (names is [var only] && Children.TryGetValue(only, out var child))
            child.RequireOneOf([.. paths.Select(p => p[1..])]);
        else if (names.Count > 1)
            _oneOf.Add(names);
    }

    // One name of each choice; of more combinations than anybody reads only those of the first choices.
    private List<List<string>> Combinations()
    {
        List<List<string>> all = [[]];
        foreach (var names in _oneOf.TakeWhile(names => all.Count * names.Count <= MostCombinations))
            all = [.. all.SelectMany(some => names.Select(name => some.Contains(name) ? some : [.. some, name]))];
        return all;
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
        if (_oneOf.Count > 0)
            schema["anyOf"] = new JsonArray([.. Combinations().Select(names => (JsonNode)new JsonObject
            {
                ["required"] = new JsonArray([.. names.Select(n => JsonValue.Create(n))]),
            })]);
        // What is taken as it is, together with what is mapped beside it.
        return _schema is null ? schema : new JsonObject { ["allOf"] = new JsonArray(_schema.DeepClone(), schema) };
    }
}
