using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;

namespace Hub.Adapters.Soap;

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
        HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnsupportedMediaType,
        HttpStatusCode.RedirectKeepVerb, HttpStatusCode.PermanentRedirect, HttpStatusCode.RequestHeaderFieldsTooLarge,
    ];

    public static async Task<SystemOutcome> ReadAsync(
        HttpResponseMessage response, SoapContract contract, SoapOperation operation, Exchange? exchange, TimeProvider time)
    {
        var status = (int)response.StatusCode;
        var body = await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
        var type = response.Content.Headers.ContentType;
        exchange?.Answer = EncodingOf(type).GetString(body);
        if (Refusal(response, time) is { } refusal)
            return refusal;
        if (body.Length == 0)
            return operation.Output is null && response.IsSuccessStatusCode ? new Answer(null) : Invalid("it is empty");
        try
        {
            var multipart = type?.MediaType is { } given && given.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
            if (!multipart && type is not null && !Types.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase))
                return Invalid($"it is {Shown(type)} and no SOAP");
            using var envelope = multipart ? await MultipartMessage.ReadAsync(body, type!) : Decoded(body, type);
            return SoapEnvelope.Read(envelope, contract, operation) switch
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

        InvalidAnswer Invalid(string reason) => new($"HTTP {status}: {reason}") { NothingDone = NotTaken.Contains(response.StatusCode) };
    }

    /// <summary>Statuses that end it whatever is in the body.</summary>
    private static SystemOutcome? Refusal(HttpResponseMessage response, TimeProvider time)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new Denied { Challenge = response.Headers.WwwAuthenticate.FirstOrDefault()?.ToString() },
            HttpStatusCode.TooManyRequests => new Busy(RetryAfter(response.Headers.RetryAfter, time)),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
                new InvalidAnswer($"HTTP {status}: it points elsewhere, and the hub does not follow") { NothingDone = NotTaken.Contains(response.StatusCode) },
            _ => null,
        };
    }

    private static TimeSpan RetryAfter(RetryConditionHeaderValue? header, TimeProvider time)
    {
        var later = header?.Delta ?? header?.Date - time.GetUtcNow() ?? TimeSpan.Zero;
        return TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(later.TotalSeconds), 1, 3600));
    }

    // The header tells the encoding where the document does not; where both do, the document was written by who knows.
    private static Stream Decoded(byte[] body, MediaTypeHeaderValue? type)
    {
        var stream = new MemoryStream(body, writable: false);
        var encoding = EncodingOf(type);
        var told = encoding.CodePage == Encoding.UTF8.CodePage || body is [0xEF, 0xBB, 0xBF, ..] or [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..]
            || Encoding.ASCII.GetString(body, 0, Math.Min(body.Length, 100)).Split("?>")[0].Contains("encoding", StringComparison.Ordinal);
        return told ? stream : Encoding.CreateTranscodingStream(stream, encoding, Encoding.UTF8);
    }

    private static Encoding EncodingOf(MediaTypeHeaderValue? type)
    {
        try
        {
            return type?.CharSet is { } name ? Encoding.GetEncoding(name.Trim('"', '\'')) : Encoding.UTF8;
        }
        catch (ArgumentException)
        {
            return Encoding.UTF8;
        }
    }

    // Of the system's making, and so not shown as it is.
    private static string Shown(MediaTypeHeaderValue type) =>
        type.MediaType is { Length: <= 60 } name && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '+' or '.')
            ? name.ToLower(CultureInfo.InvariantCulture) : "of another kind";
}
