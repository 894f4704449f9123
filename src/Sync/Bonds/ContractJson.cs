using System.Text.Json.Nodes;
using Hub.ServiceKit.Requests;

namespace Hub.Sync.Bonds;

/// <summary>Compares contract JSON: numbers by value, null and absent alike, members in any order.</summary>
internal static class ContractJson
{
    public static bool AreSame(JsonNode? one, JsonNode? other) => (one, other) switch
    {
        (null, null) => true,
        (JsonObject a, JsonObject b) => Names(a, b).All(name => AreSame(a[name], b[name])),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => AreSame(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(one, other),
    };

    /// <summary>The names of both objects' members, the first one's in their order.</summary>
    public static IEnumerable<string> Names(JsonObject one, JsonObject other) =>
        one.Select(m => m.Key).Union(other.Select(m => m.Key), StringComparer.Ordinal);

    /// <summary>The same for contents that are the same.</summary>
    public static string HashOf(JsonObject content) => EntityTag.Of(WithoutNulls(content)!).Trim('"');

    /// <summary>A copy without some members of the root.</summary>
    public static JsonObject Without(JsonObject content, IEnumerable<string> fields)
    {
        var copy = content.DeepClone().AsObject();
        foreach (var field in fields)
            copy.Remove(field);
        return copy;
    }

    /// <summary>A copy with some members of the root as another object has them.</summary>
    public static JsonObject With(JsonObject content, IEnumerable<string> fields, JsonObject from)
    {
        var (copy, list) = (from.DeepClone().AsObject(), fields.ToList());
        foreach (var (name, value) in content.Where(m => !list.Contains(m.Key, StringComparer.Ordinal)))
            copy[name] = value?.DeepClone();
        var removed = from.Select(m => m.Key).Where(n => !content.ContainsKey(n) && !list.Contains(n, StringComparer.Ordinal));
        foreach (var name in removed)
            copy.Remove(name);
        return copy;
    }

    private static JsonNode? WithoutNulls(JsonNode? node) => node switch
    {
        JsonObject parent => new JsonObject(
            parent.Where(m => m.Value is not null).Select(m => KeyValuePair.Create(m.Key, WithoutNulls(m.Value)))),
        JsonArray list => new JsonArray([.. list.Select(WithoutNulls)]),
        _ => node?.DeepClone(),
    };
}
