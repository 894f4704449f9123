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
    /// each property goes to the source that has one of its name, else to the body: <c>{ "id": "I-1" }</c>.
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
            else if (Sources.FirstOrDefault(s => resource.In.SourcesIn(s).Contains(name, StringComparer.Ordinal)) is { } source)
                // Paths, queries and headers hold text and nothing else.
                document[source]![name] = value?.GetValueKind() == JsonValueKind.String ? value.DeepClone() : value?.ToJsonString();
            else
                (document["body"] ??= new JsonObject())[name] = value?.DeepClone();
        }

        return document;
    }
}
