using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Resources;
using Hub.Adapters.Shapes;
using Hub.Platform.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Hub.Adapters.Surface;

/// <summary>What somebody tries, put where a request of the route would have it.</summary>
/// <param name="Document">The request document.</param>
internal sealed record TrialInput(JsonObject Document)
{
    private static readonly string[] Sources = ["path", "query", "header"];

    /// <summary>The values of the path.</summary>
    public RouteValueDictionary Path => new(Texts("path").ToDictionary(p => p.Key, p => (object?)p.Value));

    /// <summary>The query, as a request has it.</summary>
    public IQueryCollection Query => new QueryCollection(Texts("query").ToDictionary(q => q.Key, q => new StringValues(q.Value)));

    /// <summary>The headers, as a request has them.</summary>
    public IHeaderDictionary Headers => new HeaderDictionary(Texts("header").ToDictionary(
        h => h.Key, h => new StringValues(h.Value), StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// The request document. An input with nothing but sources is one already:
    /// <c>{ "path": { "id": "I-1" } }</c>. Of any other one
    /// each property goes to the source that has one of its name, in whatever case, else to the body: <c>{ "id": "I-1" }</c>.
    /// </summary>
    public static TrialInput For(Resource resource, JsonObject input, string requestId)
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
                document[name] = name != "body" && value is JsonObject texts
                    ? new JsonObject(texts.Select(t => KeyValuePair.Create(t.Key, TextOf(t.Value))))
                    : value?.DeepClone();
            else if (Find(resource, name) is var (source, known))
                document[source]![known] = TextOf(value);
            else
                (document["body"] ??= new JsonObject())[name] = value?.DeepClone();
        }

        var trial = new TrialInput(document);
        RowVersions.Add(resource.In, trial.Headers, document);
        return trial;
    }

    /// <summary>
    /// Why an input is of no use: a path that is not whole, or names that a route without a body has no source for.
    /// </summary>
    /// <returns>Null where there is nothing of it.</returns>
    public Problem? FindProblem(Resource resource, string route)
    {
        if (resource.In.Body is not null && Document["body"] is not JsonObject)
            return RequestFaults.Of(new DocumentError([new DocumentStep("body")], "must be an object"));
        if (resource.In.Body is null && Document["body"] is JsonObject { Count: > 0 } strangers)
        {
            var taken = Sources.SelectMany(s => Known(resource, s).Select(n => $"{s}.{n}")).ToList();
            var names = string.Join(", ", strangers.Select(n => $"'{n.Key}'"));
            return Unfit($"{route} does not take {names}; "
                + $"it takes {(taken.Count == 0 ? "nothing" : string.Join(", ", taken))}. "
                + "With --route none the input is what the operation itself takes.");
        }

        var missing = Known(resource, "path").Where(n => Document["path"]?[n] is null).Select(n => $"'{n}'").ToList();
        return missing.Count == 0
            ? null
            : Unfit($"{route} takes {string.Join(" and ", missing)} from the path, which the input does not have.");
    }

    private static Problem Unfit(string why) => new(StatusCodes.Status400BadRequest, why) { NothingDone = true };

    // Paths, queries and headers hold text and nothing else.
    private static JsonNode? TextOf(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? value.DeepClone() : value?.ToJsonString();

    private IEnumerable<KeyValuePair<string, string>> Texts(string source) => (Document[source] as JsonObject ?? [])
        .Where(t => t.Value is not null)
        .Select(t => KeyValuePair.Create(t.Key, t.Value!.ToString()));

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
