using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Hub.Soap.Contracts;
using Hub.Soap.Envelopes;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Soap;

/// <summary>
/// What HTTP says around an envelope: which status may come with what, whether there is an envelope at all, in which
/// encoding, and among which attachments.
/// </summary>
internal static class SoapAnswer
{
    private static readonly string[] Types = ["text/xml", "application/soap+xml", "application/xml"];

    // These say of themselves that the request was not taken.
    private static readonly HttpStatusCode[] NotTaken =
    [
        HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.RequestEntityTooLarge,
        HttpStatusCode.UnsupportedMediaType,
        HttpStatusCode.RedirectKeepVerb, HttpStatusCode.PermanentRedirect, HttpStatusCode.RequestHeaderFieldsTooLarge,
    ];

    public static async Task<SystemOutcome> ReadAsync(
        HttpResponseMessage response, SoapContract contract, SoapOperation operation, Exchange? exchange, TimeProvider time)
    {
        var status = (int)response.StatusCode;
        // It is here already, and is not copied.
        await using var body = await response.Content.ReadAsStreamAsync(CancellationToken.None);
        var type = response.Content.Headers.ContentType;
        if (exchange is not null)
            exchange.Answer = AnswerEncoding.Show(
                await response.Content.ReadAsByteArrayAsync(CancellationToken.None), CharsetOf(type));
        if (Refusal(response, time) is { } refusal)
            return refusal;
        if (body.Length == 0)
            return operation.Output is null && response.IsSuccessStatusCode ? new Answer(null) : Invalid("it is empty");
        try
        {
            var multipart = type?.MediaType is { } given && given.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
            if (!multipart && type is not null && !Types.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase))
                return Invalid($"it is {Shown(type)} and no SOAP");
            if (WhyPacked(response, body) is { } packed)
                return Invalid(packed);
            var (envelope, charset) = multipart
                ? await MultipartMessage.ReadAsync(await response.Content.ReadAsByteArrayAsync(CancellationToken.None), type!)
                : (body, CharsetOf(type));
            return SoapEnvelope.Read(envelope, contract, operation, charset) switch
            {
                InvalidAnswer invalid => Invalid(invalid.Reason),
                Answer when !response.IsSuccessStatusCode => Invalid("an answer that is no fault"),
                var outcome => outcome,
            };
        }
        catch (MalformedDocumentException e)
        {
            return Invalid(e.Message);
        }
        // Whatever a reader of somebody else's bytes may throw: a write was sent, and its outcome must be told.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return Invalid($"it cannot be read ({e.GetType().Name})");
        }

        InvalidAnswer Invalid(string reason) =>
            new($"HTTP {status}: {reason}") { NothingDone = NotTaken.Contains(response.StatusCode) };
    }

    /// <summary>Statuses that end it whatever is in the body.</summary>
    private static SystemOutcome? Refusal(HttpResponseMessage response, TimeProvider time)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized =>
                new Denied { Challenge = response.Headers.WwwAuthenticate.FirstOrDefault()?.ToString() },
            HttpStatusCode.TooManyRequests =>
                new Busy(RetryAfter(response.Headers.RetryAfter, time)) { OfSystem = true },
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                new InvalidAnswer($"HTTP {status}: it points elsewhere, and the hub does not follow")
                {
                    NothingDone = NotTaken.Contains(response.StatusCode),
                },
            _ => null,
        };
    }

    private static TimeSpan RetryAfter(RetryConditionHeaderValue? header, TimeProvider time)
    {
        var later = header?.Delta ?? header?.Date - time.GetUtcNow() ?? TimeSpan.Zero;
        return TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(later.TotalSeconds), 1, 3600));
    }

    private static Span<byte> Head(Stream body, Span<byte> head)
    {
        var start = body.Position;
        head = head[..body.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        body.Position = start;
        return head;
    }

    // What was asked for is unpacked already.
    private static string? WhyPacked(HttpResponseMessage response, Stream body)
    {
        var encodings = response.Content.Headers.ContentEncoding;
        if (encodings.FirstOrDefault(e => !e.Equals("identity", StringComparison.OrdinalIgnoreCase)) is { } packed)
            return $"it is packed as {(packed.Length <= 20 ? packed : "something")}, which was not asked for";
        Span<byte> head = stackalloc byte[2];
        return Head(body, head) is [0x1F, 0x8B] ? "it is packed with gzip, and its headers do not say so" : null;
    }

    private static string? CharsetOf(MediaTypeHeaderValue? type) => type?.CharSet?.Trim('"', '\'');

    // Of the system's making, and so not shown as it is.
    private static string Shown(MediaTypeHeaderValue type) =>
        type.MediaType is { Length: <= 60 } name && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '+' or '.')
            ? name.ToLower(CultureInfo.InvariantCulture) : "of another kind";
}
