using System.Buffers;
using System.Text.Json;
using Hub.Facade.Access;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Deciding;

/// <summary>
/// Finds fields in a JSON body without consuming it: at most 64 KB are looked at, and what was read is there again for
/// the side that answers, as it was sent.
/// </summary>
internal static class BodyFields
{
    private const int MostBytes = 64 * 1024;

    /// <summary>Whether the body may be JSON of a size that is looked at.</summary>
    public static bool MayHold(HttpRequest request) =>
        request.HasJsonContentType() && request.ContentLength is null or (> 0 and <= MostBytes);

    /// <summary>
    /// Reads the fields' values: null where the body has none or is not JSON (which its side will say). Says why nobody can
    /// know them: the body is coded in a way the hub does not read, or a value is not text.
    /// </summary>
    public static async ValueTask<(string?[] Values, Refusal? Refused)> ReadAsync(HttpRequest request, string[] fields)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            var whole = read.IsCompleted || read.Buffer.Length >= MostBytes;
            var found = whole ? Find(request, read.Buffer, fields) : default;
            // Nothing is consumed; what has been looked at stays buffered for the next reader.
            reader.AdvanceTo(read.Buffer.Start, whole ? read.Buffer.Start : read.Buffer.End);
            if (whole)
                return found;
        }
    }

    private static (string?[] Values, Refusal? Refused) Find(
        HttpRequest request, in ReadOnlySequence<byte> body, string[] fields)
    {
        if (JsonCharset.FindOther(request) is { } charset)
            return (new string?[fields.Length], new Refusal(
                StatusCodes.Status415UnsupportedMediaType, JsonCharset.Refusal(charset)));
        if (CodedBody.Of(request) is not { } coding)
            return Find(body, fields);
        var decoded = Decode(coding, body, out var refused);
        return refused is null ? Find(decoded, fields) : (new string?[fields.Length], refused);
    }

    private static ReadOnlySequence<byte> Decode(string coding, in ReadOnlySequence<byte> body, out Refusal? refused)
    {
        refused = null;
        using var coded = new MemoryStream(body.ToArray(), writable: false);
        using var decoder = CodedBody.Decode(coding, coded);
        if (decoder is null)
        {
            refused = new Refusal(
                StatusCodes.Status415UnsupportedMediaType,
                $"The hub reads this body and knows no Content-Encoding '{coding}'; send it as {CodedBody.Known}, or as it is.")
            {
                AcceptEncoding = CodedBody.Known,
            };
            return default;
        }

        try
        {
            var decoded = new byte[MostBytes];
            return new(decoded, 0, decoder.ReadAtLeast(decoded, MostBytes, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            refused = new Refusal(StatusCodes.Status400BadRequest, $"The body is not valid {coding}.");
            return default;
        }
    }

    private static (string?[] Values, Refusal? Refused) Find(in ReadOnlySequence<byte> body, string[] fields)
    {
        try
        {
            var json = new Utf8JsonReader(WithoutMark(body));
            using var document = JsonDocument.ParseValue(ref json);
            return ([.. fields.Select(f => Find(document.RootElement, f))], null);
        }
        catch (JsonException)
        {
            return (new string?[fields.Length], null);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are not UTF-8.
            return (
                new string?[fields.Length],
                new Refusal(StatusCodes.Status400BadRequest, $"A text in the body is not Unicode: {string.Join(", ", fields)}."));
        }
    }

    private static ReadOnlySequence<byte> WithoutMark(in ReadOnlySequence<byte> body)
    {
        Span<byte> start = stackalloc byte[(int)Math.Min(3, body.Length)];
        body.Slice(0, start.Length).CopyTo(start);
        return body.Slice(ByteOrderMark.LengthOf(start));
    }

    private static string? Find(JsonElement element, string field)
    {
        foreach (var name in field.Split('.'))
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
                return null;
        }

        return element.ValueKind switch
        {
            JsonValueKind.String => element.GetString(),
            JsonValueKind.Number => element.GetRawText(),
            _ => null,
        };
    }
}
