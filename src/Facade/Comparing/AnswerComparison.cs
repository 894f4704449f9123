using System.Text.Json;
using System.Text.Unicode;
using Hub.Platform.Plan;
using Hub.ServiceKit.Requests;
using Microsoft.Net.Http.Headers;

namespace Hub.Facade.Comparing;

/// <summary>Compares the answers of both sides by what they mean to a caller; a pure function.</summary>
internal static class AnswerComparison
{
    private const int Deepest = 256;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Deepest };

    /// <summary>
    /// Returns each way in which the two differ, once: another status, and where both are the same one, the media type, where
    /// the answer leads to, and the body. Of failures (4xx and 5xx) only the kind is compared, a problem's <c>type</c>
    /// (RFC 9457), since each side has words of its own. An answer that is not a problem document has no type. Rules never pass
    /// over a status or a kind of failure.
    /// </summary>
    /// <param name="legacy">The legacy side's answer.</param>
    /// <param name="new">The new side's answer to the same request.</param>
    /// <param name="rules">What is passed over.</param>
    /// <param name="seen">Is told of differences in JSON with their values, perhaps more than once of one path.</param>
    public static Comparison Of(ComparedAnswer legacy, ComparedAnswer @new, RuleSet rules, DifferenceSeen? seen = null)
    {
        if (legacy.Status != @new.Status)
            return Only("status", $"{legacy.Status} at legacy, {@new.Status} at new");
        if (legacy.Status >= 400)
            return KindOf(legacy.Body) == KindOf(@new.Body) ? new([], []) : Only("type", "another kind of problem");
        var json = new JsonComparison(rules, seen);
        var (media, newMedia) = (MediaTypeOf(legacy), MediaTypeOf(@new));
        if (!string.Equals(media, newMedia, StringComparison.OrdinalIgnoreCase) && !(IsJson(media) && IsJson(newMedia)))
            Differ("header Content-Type", "another media type");
        if (legacy.Location != @new.Location)
            Differ("header Location", "another address");
        if (legacy.Headers is { } headers && @new.Headers is { } others)
            foreach (var (path, what) in headers.Differences(others))
                Differ(path, what);
        if (!legacy.Body.Span.SequenceEqual(@new.Body.Span))
            CompareBodies(legacy.Body, @new.Body, IsJson(media) && IsJson(newMedia), json);
        return new(json.Found, json.PassedOver);

        void Differ(string path, string what)
        {
            if (rules.Find(path, ComparingKind.Ignore) is { } rule)
                json.PassedOver.Add(rule.Key);
            else
                json.Found.Add(new Difference(path, what));
        }
    }

    private static Comparison Only(string path, string what) => new([new Difference(path, what)], []);

    private static void CompareBodies(
        ReadOnlyMemory<byte> legacy, ReadOnlyMemory<byte> @new, bool areJson, JsonComparison json)
    {
        if (!areJson)
        {
            json.Found.Add(new Difference("body", "other bytes"));
            return;
        }

        using var was = Parse(legacy);
        using var now = Parse(@new);
        if (was is null || now is null)
            json.Found.Add(new Difference("body", (was, now) switch
            {
                (null, null) => "no readable JSON at either side, and other bytes",
                (null, _) => "no readable JSON at legacy",
                _ => "no readable JSON at new",
            }));
        else
            json.Compare(was.RootElement, now.RootElement, "");
    }

    private static string? KindOf(ReadOnlyMemory<byte> body)
    {
        using var problem = Parse(body);
        return problem?.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            && JsonText.Of(type) is not "about:blank" and var kind
                ? kind
                : null;
    }

    /// <summary>Returns a body as JSON; null where it cannot be read as that.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        var text = body[ByteOrderMark.LengthOf(body.Span)..];
        if (!Utf8.IsValid(text.Span))
            return null;
        try
        {
            return JsonDocument.Parse(text, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? MediaTypeOf(ComparedAnswer answer) =>
        MediaTypeHeaderValue.TryParse(answer.ContentType, out var type) ? type.MediaType.Value : answer.ContentType;

    private static bool IsJson(string? mediaType) => mediaType is not null
        && (mediaType.EndsWith("/json", StringComparison.OrdinalIgnoreCase)
            || mediaType.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
}
