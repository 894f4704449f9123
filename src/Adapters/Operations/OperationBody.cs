using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Hub.Adapters.Resources;
using Hub.Adapters.Shapes;
using Hub.Platform.Sides.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Operations;

/// <summary>Reads a request's JSON once, out of the server's own buffers.</summary>
internal static class OperationBody
{
    public const int LargestBody = 8 * 1024 * 1024;
    private static readonly JsonDocumentOptions Json = new() { AllowDuplicateProperties = false };

    /// <returns>The document; an object without properties where there is no body.</returns>
    /// <exception cref="UnreadableBodyException">The body is no JSON, or too large.</exception>
    public static async ValueTask<JsonText> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentType is { } type && !request.HasJsonContentType())
            throw new UnreadableBodyException(
                StatusCodes.Status415UnsupportedMediaType, $"The body must be application/json, not {type.Split(';')[0]}.");
        if (request.ContentLength > LargestBody)
            throw BoundedBody.TooLarge(LargestBody);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellation);
            if (!read.IsCompleted)
            {
                request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (read.Buffer.Length > LargestBody)
                    throw BoundedBody.TooLarge(LargestBody);
                continue;
            }

            try
            {
                return read.Buffer.IsEmpty ? JsonText.Empty : Parse(read.Buffer);
            }
            finally
            {
                request.BodyReader.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static JsonText Parse(ReadOnlySequence<byte> json)
    {
        ReadOnlySpan<byte> bytes = json.IsSingleSegment ? json.FirstSpan : json.ToArray();
        bytes = bytes[ByteOrderMark.LengthOf(bytes)..];
        try
        {
            // Texts are only looked at when they are read; half a surrogate pair or no UTF-8 would show too late.
            if ((Utf8.IsValid(bytes) && bytes.IndexOf("\\u"u8) < 0) || MalformedJson.Find(bytes) is null)
                return JsonText.Of(JsonElement.Parse(bytes, Json));
        }
        catch (JsonException e) when (MalformedJson.Find(json.ToArray()) is null)
        {
            // Well-formed, so a property stands there twice, or the nesting is too deep.
            throw new UnreadableBodyException(StatusCodes.Status400BadRequest, $"The body cannot be read: {e.Message}");
        }
        catch (JsonException)
        {
            // Said below, with its place.
        }

        var place = MalformedJson.Find(bytes);
        throw new UnreadableBodyException(
            StatusCodes.Status400BadRequest, $"The body is not valid JSON{(place is { Length: > 0 } ? $" at {place}" : "")}.");
    }
}
