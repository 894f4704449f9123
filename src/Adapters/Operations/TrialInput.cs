using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Resources;

namespace Hub.Adapters.Operations;

/// <summary>What somebody tries, put where a request of the route would have it.</summary>
internal static class TrialInput
{
    private static readonly string[] Sources = ["path", "query", "header"];

    /// <summary>
    /// The request document. An input with nothing but sources is one already: <c>{ "path": { "id": "I-1" } }</c>. Of any other one
    /// each property goes to the source that has one of its name, in whatever case, else to the body: <c>{ "id": "I-1" }</c>.
    /// </summary>
    public static JsonObject For(Resource resource, JsonObject input, string requestId)
    {
        var document = new JsonObject();
        foreach (var source in Sources)
            document[source] = new JsonObject();
        if (resource.In.Body is not null)
            document["body"] = new JsonObject();
        document["request"] = new JsonObject { ["id"] = requestId };
        var whole = input.Count > 0 && input.All(i => i.Key is "body" || Sources.Contains(i.Key, StringComparer.Ordinal)) && input.Any(i => i.Value is JsonObject);
        foreach (var (name, value) in input)
        {
            if (whole)
                document[name] = value?.DeepClone();
            else if (Find(resource, name) is var (source, known))
                // Paths, queries and headers hold text and nothing else.
                document[source]![known] = value?.GetValueKind() == JsonValueKind.String ? value.DeepClone() : value?.ToJsonString();
            else
                (document["body"] ??= new JsonObject())[name] = value?.DeepClone();
        }

        return document;
    }

    /// <summary>Why an input is of no use: names that a route without a body has no source for. Null where there are none.</summary>
    public static string? Problem(Resource resource, string route, JsonObject request)
    {
        if (resource.In.Body is not null || request["body"] is not JsonObject { Count: > 0 } strangers)
            return null;
        var taken = Sources.SelectMany(s => resource.In.SourcesIn(s).Select(n => $"{s}.{n}")).ToList();
        var names = string.Join(", ", strangers.Select(n => $"'{n.Key}'"));
        return $"{names} is nothing that {route} takes; it takes {(taken.Count == 0 ? "nothing" : string.Join(", ", taken))}. "
            + "What the operation itself takes goes with --route none.";
    }

    private static (string Source, string Name)? Find(Resource resource, string name)
    {
        foreach (var comparison in new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase })
            foreach (var source in Sources)
                if (resource.In.SourcesIn(source).FirstOrDefault(n => n.Equals(name, comparison)) is { } known)
                    return (source, known);
        return null;
    }
}
