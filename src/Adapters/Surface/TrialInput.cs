using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Resources;
using Hub.Platform.Asking;
using Hub.Platform.Sides;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace Hub.Adapters.Surface;

/// <summary>What somebody tries, put where a request of the route would have it.</summary>
/// <param name="Document">The request document.</param>
internal sealed record TrialInput(JsonObject Document)
{
    private static readonly string[] Sources = ["path", "query", "header"];

    /// <summary>The values of the path.</summary>
    public RouteValueDictionary Path
    {
        get
        {
            var values = new RouteValueDictionary();
            foreach (var (name, value) in Texts("path"))
                values[name] = value;
            return values;
        }
    }

    /// <summary>The input as a request of the route.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="method">The route's method.</param>
    /// <param name="path">The path, written.</param>
    /// <param name="authorization">The credentials for the system, or null.</param>
    /// <param name="isOwn">Tells the hub's own tokens, which no system is shown.</param>
    public ContractRequest ToRequest(
        Resource resource, string method, string path, string? authorization, Func<string?, bool> isOwn)
    {
        var headers = Texts("header").GroupBy(h => h.Key, StringComparer.OrdinalIgnoreCase).ToDictionary(
            h => h.Key, h => new StringValues([.. h.Select(v => AsSent(v.Value))]), StringComparer.OrdinalIgnoreCase);
        if (authorization is not null)
            headers["Authorization"] = authorization;
        if (headers.TryGetValue("Authorization", out var shown) && shown.Any(isOwn))
            headers.Remove("Authorization");
        var hasBody = resource.In.Body is not null;
        if (hasBody)
            headers["Content-Type"] = "application/json";
        var query = new QueryBuilder(Texts("query")).ToQueryString();
        return new ContractRequest(method, path + query)
        {
            Headers = headers,
            Body = hasBody ? JsonText.Of(Document["body"]).Utf8 : default,
        };
    }

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

        return new TrialInput(document);
    }

    /// <summary>
    /// Why an input is of no use: names that a route without a body has no source for, a path that is not whole, and what no
    /// request of the route could hold.
    /// </summary>
    /// <returns>Null where there is nothing of it.</returns>
    public Problem? FindProblem(Resource resource, string route, RoutePattern pattern, ParameterPolicyFactory policies)
    {
        foreach (var root in Sources)
            if (Document[root] is not JsonObject)
                return Unfit($"'{root}' is an object of names and values, as in {{ \"{root}\": {{ \"id\": \"I-1\" }} }}.");
        if (resource.In.Body is null && Document["body"] is JsonObject { Count: > 0 } strangers)
        {
            var taken = Sources.SelectMany(s => Known(resource, s).Select(n => $"{s}.{n}")).ToList();
            var names = string.Join(", ", strangers.Select(n => $"'{n.Key}'"));
            return Unfit($"{route} does not take {names}; "
                + $"it takes {(taken.Count == 0 ? "nothing" : string.Join(", ", taken))}. "
                + "With --route none the input is what the operation itself takes.");
        }

        var missing = Known(resource, "path").Where(n => Document["path"]?[n] is null).Select(n => $"'{n}'").ToList();
        if (missing.Count > 0)
            return Unfit($"{route} takes {string.Join(" and ", missing)} from the path, which the input does not have.");
        if (Texts("header").Any(h => HeaderText.HasControls(h.Value) || h.Key.Length == 0 || !h.Key.All(IsOfName)))
            return Unfit("A header holds a control character.");
        if (Path.Values.Any(v => v is "" or "." or ".."))
            return NoSuchRecord(PathValues.NoKey);
        return pattern.Parameters.FirstOrDefault(p => Path.ContainsKey(p.Name) && !Fits(p, policies)) is { } odd
            ? NoSuchRecord($"{route} takes no such '{odd.Name}': its path is {pattern.RawText}.")
            : null;
    }

    /// <summary>Returns whether a value of the path is one that the route's pattern takes.</summary>
    private bool Fits(RoutePatternParameterPart parameter, ParameterPolicyFactory policies) =>
        parameter.ParameterPolicies.Select(p => policies.Create(parameter, p)).OfType<IRouteConstraint>().All(c =>
            c.Match(httpContext: null, route: null, parameter.Name, Path, RouteDirection.IncomingRequest));

    // As clients send it: the bytes of UTF-8, a character for each.
    private static string AsSent(string value) =>
        Ascii.IsValid(value) ? value : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value));

    // A name of a header field (RFC 9110, 5.1).
    private static bool IsOfName(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);

    private static Problem NoSuchRecord(string why) => new(StatusCodes.Status404NotFound, why) { NothingDone = true };

    private static Problem Unfit(string why) => new(StatusCodes.Status400BadRequest, why) { NothingDone = true };

    // Paths, queries and headers hold text and nothing else.
    private static JsonNode? TextOf(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? value.DeepClone() : value?.ToJsonString();

    private IEnumerable<KeyValuePair<string, string>> Texts(string source) => (Document[source] as JsonObject ?? [])
        .Where(t => t.Value is not null)
        .Select(t => KeyValuePair.Create(t.Key, t.Value!.ToString()));

    private static IEnumerable<string> Known(Resource resource, string source) => resource.Pages is not null && source == "query"
        ? Taken(resource, source).Concat(ListPages.Parameters)
        : Taken(resource, source);

    private static IEnumerable<string> Taken(Resource resource, string source) =>
        resource.Sources.Where(s => s.Root == source).Select(s => s.Name);

    private static (string Source, string Name)? Find(Resource resource, string name)
    {
        foreach (var comparison in new[] { StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase })
            foreach (var source in Sources)
                if (Known(resource, source).FirstOrDefault(n => n.Equals(name, comparison)) is { } known)
                    return (source, known);
        return null;
    }
}
