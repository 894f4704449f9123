using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Resources;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Adapters.Operations;

/// <summary>What somebody tries, put where a request of the route would have it.</summary>
internal static class TrialInput
{
    private static readonly string[] Sources = ["path", "query", "header"];

    /// <summary>
    /// The request document. An input with nothing but sources is one already:
    /// <c>{ "path": { "id": "I-1" } }</c>. Of any other one
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
        var whole = input.Count > 0
            && input.All(i => i.Key is "body" || Sources.Contains(i.Key, StringComparer.Ordinal))
            && input.Any(i => i.Value is JsonObject);
        foreach (var (name, value) in input)
        {
            if (whole)
                document[name] = value?.DeepClone();
            else if (Find(resource, name) is var (source, known))
                // Paths, queries and headers hold text and nothing else.
                document[source]![known] = value?.GetValueKind() == JsonValueKind.String
                    ? value.DeepClone()
                    : value?.ToJsonString();
            else
                (document["body"] ??= new JsonObject())[name] = value?.DeepClone();
        }

        return document;
    }

    /// <summary>
    /// Why an input is of no use: a path that is not whole, or names that a route without a body has no source for.
    /// </summary>
    /// <returns>Null where there is nothing of it.</returns>
    public static string? Problem(Resource resource, string route, JsonObject request)
    {
        if (resource.In.Body is null && request["body"] is JsonObject { Count: > 0 } strangers)
        {
            var taken = Sources.SelectMany(s => Known(resource, s).Select(n => $"{s}.{n}")).ToList();
            var names = string.Join(", ", strangers.Select(n => $"'{n.Key}'"));
            return $"{names} is nothing that {route} takes; "
                + $"it takes {(taken.Count == 0 ? "nothing" : string.Join(", ", taken))}. "
                + "What the operation itself takes goes with --route none.";
        }

        var missing = Known(resource, "path").Where(n => request["path"]?[n] is null).Select(n => $"'{n}'").ToList();
        return missing.Count == 0
            ? null
            : $"{route} takes {string.Join(" and ", missing)} from the path, which the input does not have.";
    }

    /// <summary>Its query, as a request has it.</summary>
    public static IQueryCollection QueryOf(JsonObject request) => new QueryCollection(
        (request["query"] as JsonObject ?? []).ToDictionary(q => q.Key, q => new StringValues(q.Value?.ToString())));

    private static IEnumerable<string> Known(Resource resource, string source) => resource.Pages is not null && source == "query"
        ? resource.In.SourcesIn(source).Concat(ListPages.Parameters)
        : resource.In.SourcesIn(source);

    private static (string Source, string Name)? Find(Resource resource, string name)
    {
        foreach (var comparison in new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase })
            foreach (var source in Sources)
                if (Known(resource, source).FirstOrDefault(n => n.Equals(name, comparison)) is { } known)
                    return (source, known);
        return null;
    }
}
