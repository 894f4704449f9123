using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>
/// Finds fields in a JSON body without consuming it: at most 64 KB are looked at, and what was read is there again for
/// the side that answers.
/// </summary>
internal static class BodyFields
{
    private const int MostBytes = 64 * 1024;

    /// <summary>Whether the body may be JSON of a size that is looked at.</summary>
    public static bool MayHold(HttpRequest request) =>
        request.HasJsonContentType() && request.ContentLength is null or (> 0 and <= MostBytes);

    /// <summary>The fields' values, null where the body has none or is not JSON (which its side will say).</summary>
    public static async ValueTask<string?[]> ReadAsync(HttpRequest request, string[] fields)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            var whole = read.IsCompleted || read.Buffer.Length >= MostBytes;
            var values = whole ? Find(read.Buffer, fields) : null;
            // Nothing is consumed; what has been looked at stays buffered for the next reader.
            reader.AdvanceTo(read.Buffer.Start, whole ? read.Buffer.Start : read.Buffer.End);
            if (values is not null)
                return values;
        }
    }

    private static string?[] Find(in ReadOnlySequence<byte> body, string[] fields)
    {
        try
        {
            var json = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref json);
            return [.. fields.Select(f => Find(document.RootElement, f))];
        }
        catch (JsonException)
        {
            return new string?[fields.Length];
        }
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
