using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Platform.Sides;
using Hub.Platform.Sides.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Adapters.Resources;

/// <summary>An HTTP request as one JSON document, its roots being the sources that mappings name.</summary>
internal static class RequestDocument
{
    public const int LargestBody = 1024 * 1024;
    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false };

    /// <exception cref="UnreadableBodyException">The body is no JSON, or too large.</exception>
    public static async Task<JsonObject> ReadAsync(HttpContext context, SideRequest request, RequestMapping mapping)
    {
        var document = new JsonObject
        {
            ["path"] = new JsonObject(request.Values.Select(
                v => KeyValuePair.Create(v.Key, (JsonNode?)JsonValue.Create(v.Value?.ToString())))),
            ["query"] = Pick(mapping, "query", context.Request, (from, name) => from.Query[name]),
            ["header"] = Pick(
                mapping, "header", context.Request, (from, name) => HeaderText.Of(from.Headers[name].FirstOrDefault())),
            ["request"] = new JsonObject { ["id"] = request.RequestId },
        };
        RowVersions.Add(mapping, context.Request.Headers, document);
        if (mapping.Body is not null)
            document["body"] = await ReadBodyAsync(context.Request, context.RequestAborted);
        return document;
    }

    private static JsonObject Pick(
        RequestMapping mapping, string root, HttpRequest request, Func<HttpRequest, string, StringValues> find)
    {
        var values = new JsonObject();
        foreach (var source in mapping.Table.Sources)
            if (source.Root == root && find(request, source.Name) is [{ Length: > 0 } value, ..])
                values[source.Name] = value;
        return values;
    }

    private static async Task<JsonObject> ReadBodyAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentType is { } type && !request.HasJsonContentType())
            throw new UnreadableBodyException(
                StatusCodes.Status415UnsupportedMediaType, $"The body must be application/json, not {type.Split(';')[0]}.");
        return Parse(await BoundedBody.ReadAsync(request, LargestBody, cancellation));
    }

    private static JsonObject Parse(ReadOnlySpan<byte> json)
    {
        json = json[ByteOrderMark.LengthOf(json)..];
        var place = MalformedJson.Find(json);
        try
        {
            if (place is null)
                return JsonNode.Parse(json, documentOptions: Json) as JsonObject
                    ?? throw new UnreadableBodyException(StatusCodes.Status400BadRequest, "The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            // Well-formed, so a property stands there twice, or the nesting is too deep.
            throw new UnreadableBodyException(StatusCodes.Status400BadRequest, $"The body cannot be read: {e.Message}");
        }

        throw new UnreadableBodyException(
            StatusCodes.Status400BadRequest, $"The body is not valid JSON{(place.Length > 0 ? $" at {place}" : "")}.");
    }
}

/// <summary>A request's body cannot be read; the message is for the caller.</summary>
internal sealed class UnreadableBodyException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
