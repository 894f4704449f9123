using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Platform.Sides.Requests;

/// <summary>The body of a request to a hosted side: JSON of a megabyte at most.</summary>
public static class RequestBody
{
    private const int Largest = 1024 * 1024;

    /// <summary>What the answer is to a body that is too large.</summary>
    public static ProblemHttpResult TooLarge =>
        TypedResults.Problem(statusCode: StatusCodes.Status413PayloadTooLarge, detail: $"At most {Largest} bytes are taken.");

    /// <summary>The whole body, or null where it is too large.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContext context)
    {
        // Not left to the server's own limit: whoever stands in front may have replaced the body it would watch.
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAtLeastAsync(Largest + 1, context.RequestAborted);
        var body = read.Buffer.Length > Largest ? null : read.Buffer.ToArray();
        reader.AdvanceTo(read.Buffer.End);
        return body;
    }

    /// <summary>
    /// What <paramref name="read"/> makes of the document, or null with everything that is wrong in <paramref name="errors"/>.
    /// </summary>
    public static T? Parse<T>(ReadOnlyMemory<byte> json, RequestErrors errors, Func<JsonElement, RequestErrors, T> read)
        where T : class
    {
        json = json[ByteOrderMark.LengthOf(json.Span)..];
        try
        {
            using var document = JsonDocument.Parse(json);
            var request = read(document.RootElement, errors);
            return errors.Any ? null : request;
        }
        catch (JsonException e)
        {
            var place = MalformedJson.Find(json.Span) is { Length: > 0 } within ? within : "$";
            errors.Add(place, $"is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
            return null;
        }
    }
}
