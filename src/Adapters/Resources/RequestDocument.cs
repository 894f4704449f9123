using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Shapes;
using Hub.Platform.Problems;
using Hub.Platform.Sides;
using Hub.Platform.Sides.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Adapters.Resources;

/// <summary>An HTTP request as one JSON document, its roots being the sources that mappings name.</summary>
internal static class RequestDocument
{
    private const string InvalidQuery =
        "The query has an invalid percent sequence, or one that is not UTF-8; write a percent sign itself as %25.";

    /// <returns>The document, or why its request cannot be read.</returns>
    public static async Task<(JsonObject? Document, Problem? Problem)> ReadAsync(
        HttpContext context, SideRequest request, Resource resource)
    {
        if (!IsText(context.Request.QueryString))
            return (null, new Problem(StatusCodes.Status400BadRequest, InvalidQuery) { NothingDone = true });
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

    // Query parsers leave bytes that are not UTF-8 percent-encoded, so a filter would search for a percent sign.
    private static bool IsText(QueryString query)
    {
        var rest = query.Value.AsSpan();
        Span<byte> bytes = stackalloc byte[4];
        while (rest.IndexOf('%') is >= 0 and var at)
        {
            rest = rest[at..];
            var count = 0;
            while (count < bytes.Length && rest.Length >= (3 * count) + 3 && rest[3 * count] == '%'
                && byte.TryParse(rest.Slice((3 * count) + 1, 2), NumberStyles.AllowHexSpecifier, null, out bytes[count]))
                count++;
            if (Rune.DecodeFromUtf8(bytes[..count], out _, out var used) != OperationStatus.Done)
                return false;
            rest = rest[(3 * used)..];
        }

        return true;
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
