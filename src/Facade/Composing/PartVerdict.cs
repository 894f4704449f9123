using System.Buffers;
using System.Text.Json;
using Hub.Platform.Asking;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hub.Facade.Composing;

/// <summary>Judges what a route has answered for a part.</summary>
internal static class PartVerdict
{
    private static readonly byte[] Null = "null"u8.ToArray();
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    /// <summary>Returns the part's answer.</summary>
    /// <param name="captured">What the route has answered.</param>
    /// <param name="first">How many entries of its list are shown; null for all.</param>
    public static PartAnswer Of(CapturedAnswer captured, int? first)
    {
        var answer = new PartAnswer { Status = captured.Status };
        if (captured.Status is < 200 or >= 300)
            return answer with
            {
                Reason = ReasonOf(captured),
                Detail = DetailOf(captured),
                Challenge = captured.Headers.TryGetValue(HeaderNames.WWWAuthenticate, out var challenge) ? $"{challenge}" : null,
            };
        answer = answer with
        {
            NoStore = captured.Headers.TryGetValue(HeaderNames.CacheControl, out var cache)
                && cache.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase),
        };
        if (captured.Status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent)
            return answer with { Json = Null, Root = JsonElement.Parse(Null) };
        return IsJson(captured) && Parse(captured.Body) is { } root && Shown(root, first) is { } shown
            ? answer with { Json = shown, Root = first is null ? root : JsonElement.Parse(shown.Span) }
            : answer with { Reason = PartReason.Invalid };
    }

    private static string ReasonOf(CapturedAnswer captured) => captured.Status switch
    {
        StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden => PartReason.Refused,
        StatusCodes.Status404NotFound or StatusCodes.Status410Gone => PartReason.NotFound,
        < 500 => PartReason.Rejected,
        StatusCodes.Status504GatewayTimeout when captured.Problem is not null => PartReason.Late,
        _ => PartReason.Failed,
    };

    // What the caller would have read, had it asked the route itself.
    private static string? DetailOf(CapturedAnswer captured) =>
        captured.Problem?.Detail
        ?? (TypeOf(captured) == Problem.MediaType && Parse(captured.Body) is { ValueKind: JsonValueKind.Object } problem
            && problem.TryGetProperty("detail", out var detail) ? JsonFields.TextOf(detail) : null);

    private static string? TypeOf(CapturedAnswer captured) =>
        captured.Headers.TryGetValue(HeaderNames.ContentType, out var type)
        && MediaTypeHeaderValue.TryParse(type.ToString(), out var parsed)
            ? parsed.MediaType.ToString().ToLowerInvariant()
            : null;

    private static bool IsJson(CapturedAnswer captured) =>
        !captured.Headers.ContainsKey(HeaderNames.ContentEncoding)
        && (TypeOf(captured) is "application/json" || TypeOf(captured)?.EndsWith("+json", StringComparison.Ordinal) == true);

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonElement.Parse(body.Span.StartsWith(Mark) ? body.Span[Mark.Length..] : body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns the JSON as it is shown; null where it has no list to be shown in part.</summary>
    private static ReadOnlyMemory<byte>? Shown(JsonElement root, int? first)
    {
        if (first is not { } most)
            return JsonMarshal(root);
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written, ComposedAnswer.Plain))
        {
            if (root.ValueKind == JsonValueKind.Array)
                WriteFirst(writer, root, most);
            else if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("items", out var items)
                && items.ValueKind == JsonValueKind.Array)
            {
                writer.WriteStartObject();
                foreach (var member in root.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (member.NameEquals("items"))
                        WriteFirst(writer, member.Value, most);
                    else
                        writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
                }

                writer.WriteEndObject();
            }
            else
                return null;
        }

        return written.WrittenMemory;
    }

    private static void WriteFirst(Utf8JsonWriter writer, JsonElement list, int most)
    {
        writer.WriteStartArray();
        foreach (var entry in list.EnumerateArray().Take(most))
            writer.WriteRawValue(entry.GetRawText(), skipInputValidation: true);
        writer.WriteEndArray();
    }

    private static ReadOnlyMemory<byte> JsonMarshal(JsonElement root) =>
        System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(root).ToArray();
}
