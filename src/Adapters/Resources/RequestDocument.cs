using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Sides;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Adapters.Resources;

/// <summary>An HTTP request as one JSON document, its roots being the sources that mappings name.</summary>
internal static class RequestDocument
{
    /// <returns>The document, or why its request cannot be read.</returns>
    public static async Task<(JsonObject? Document, Problem? Problem)> ReadAsync(
        HttpContext context, SideRequest request, Resource resource)
    {
        if (!QueryText.IsUtf8(context.Request.QueryString))
            return (null, new Problem(StatusCodes.Status400BadRequest, QueryText.Invalid) { NothingDone = true });
        var document = new JsonObject
        {
            ["path"] = new JsonObject(request.Values.Select(
                v => KeyValuePair.Create(v.Key, (JsonNode?)JsonValue.Create(v.Value?.ToString())))),
            ["query"] = Pick(resource, "query", context.Request, (from, name) => from.Query[name]),
            ["header"] = Pick(
                resource, "header", context.Request, (from, name) => HeaderText.Of(from.Headers[name].FirstOrDefault())),
            ["request"] = new JsonObject { ["id"] = request.RequestId },
        };
        RowVersions.Add(resource.In, context.Request.Headers, document);
        if (resource.In.Body is null)
            return (document, null);
        var (body, problem) = await ReadBodyAsync(context.Request);
        document["body"] = body;
        return problem is null ? (document, null) : (null, problem);
    }

    private static JsonObject Pick(
        Resource resource, string root, HttpRequest request, Func<HttpRequest, string, StringValues> find)
    {
        var values = new JsonObject();
        foreach (var source in resource.Sources)
            // An empty parameter is a value; an empty header is none.
            if (source.Root == root && find(request, source.Name) is [{ } value, ..] && (value.Length > 0 || root == "query"))
                values[source.Name] = value;
        return values;
    }

    private static async Task<(JsonObject? Body, Problem? Problem)> ReadBodyAsync(HttpRequest request)
    {
        var (json, problem) = await RequestBody.ReadAsync(request);
        if (problem is not null)
            return (null, problem);
        (var document, problem) = RequestBody.Parse(json.Span);
        return problem is not null ? (null, problem)
            : document.ValueKind == JsonValueKind.Object ? (JsonObject.Create(document), null)
            : (null, RequestFaults.Of(new DocumentError([new DocumentStep("body")], "must be an object")));
    }
}
