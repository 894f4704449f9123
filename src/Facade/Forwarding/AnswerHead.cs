using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Copies the head of a side's answer: all of it but what ends at this hop (RFC 9110, 7.6.1), what only the hub may say,
/// and what tells how the side is built.
/// </summary>
internal static class AnswerHead
{
    private const int LastStatus = 599;
    private const StringSplitOptions Trimmed = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    // What ends at this hop; a side's alternative service would lead around the hub.
    private static readonly string[] HopByHop =
    [
        "Connection", "Transfer-Encoding", "Keep-Alive", "Upgrade", "TE", "Proxy-Connection", "Proxy-Authenticate",
        "Proxy-Authorization", "Proxy-Authentication-Info", "Proxy-Features", "Proxy-Instruction", "Security-Scheme", "ALPN",
        "Close", "HTTP2-Settings", "Upgrade-Insecure-Requests", "Alt-Svc",
    ];

    // Names of products and versions, for which there are lists of known holes.
    private static readonly string[] Telling =
    [
        "Server", "X-Powered-By", "X-AspNet-Version", "X-AspNetMvc-Version", "X-Powered-CMS", "X-Generator", "X-Runtime",
        "X-Version", "X-Server", "X-Server-Name", "X-Server-Powered-By", "X-Served-By", "X-Backend", "X-Backend-Server",
        "X-SourceFiles", "X-SourceMap", "X-Framework", "X-Php-Version", "X-Debug-Token", "X-Debug-Token-Link",
        "X-ChromePhp-Data", "X-Varnish", "X-OWA-Version", "X-FEServer", "X-BEServer", "X-DiagInfo", "X-CalculatedBETarget",
        "X-Litespeed-Cache", "X-Jenkins", "X-Drupal-Cache", "X-Drupal-Dynamic-Cache", "X-Mod-Pagespeed", "X-Page-Speed",
        "X-AspNet-Duration-Ms", "X-HHVM-Version", "X-Old-Content-Length", "MicrosoftSharePointTeamServices", "SPRequestGuid",
        "Liferay-Portal", "Product", "Host-Header", "K-Proxy-Request",
    ];

    private static readonly FrozenSet<string> Ending = HopByHop.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string> EndingOrTelling =
        HopByHop.Concat(Telling).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Copies the headers; the status is the response's already.</summary>
    /// <exception cref="UnreadableAnswerException">The status or the body's length or coding cannot be passed on.</exception>
    public static void Copy(HttpResponseMessage answer, HttpContext context, SideClient side, bool expose)
    {
        if ((int)answer.StatusCode < StatusCodes.Status200OK)
            CheckInterim(answer);
        // RFC 9110, 15: such an answer is treated as a failure of the server.
        if ((int)answer.StatusCode > LastStatus)
            throw new UnreadableAnswerException($"its status is {(int)answer.StatusCode}, which HTTP does not have");
        var headers = context.Response.Headers;
        var withheld = expose ? Ending : EndingOrTelling;
        StringValues connection = default, coding = default;
        foreach (var (name, values) in answer.Headers.NonValidated)
        {
            if (withheld.Contains(name))
            {
                if (name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
                    connection = ValuesOf(values);
                else if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                    coding = ValuesOf(values);
            }
            else if (!HubFields.Include(name))
            {
                Add(headers, name, ValuesOf(values));
                if (name.Length == 15 && name.Equals("Persistent-Auth", StringComparison.OrdinalIgnoreCase))
                    side.BindsConnections |= values.ToString().Trim().Equals("true", StringComparison.OrdinalIgnoreCase);
            }
        }

        if (coding.Count > 0 && !IsChunked(coding))
            throw new UnreadableAnswerException($"its Transfer-Encoding is {HeaderText.WithoutControls(coding.ToString())}");
        foreach (var (name, values) in answer.Content.Headers.NonValidated)
        {
            if (!name.Equals("Content-Length", StringComparison.Ordinal))
            {
                if (!HubFields.Include(name))
                    Add(headers, name, ValuesOf(values));
            }
            else if (coding.Count == 0 && MayHaveLength(answer))
                headers.ContentLength = ReadLength(values);
        }

        if (connection.Count > 0)
            RemoveNamed(headers, connection);
        if (headers.ContainsKey("Trailer"))
            RemoveDropped(headers, withheld);
        if (answer.ReasonPhrase is { } reason && HeaderText.HasControls(reason))
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = HeaderText.WithoutControls(reason);
    }

    /// <summary>Copies the trailers.</summary>
    public static void CopyTrailers(HttpResponseMessage answer, HttpContext context, bool expose)
    {
        if (context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers is not { IsReadOnly: false } trailers)
            return;
        var withheld = expose ? Ending : EndingOrTelling;
        foreach (var (name, values) in answer.TrailingHeaders.NonValidated)
            if (!withheld.Contains(name) && !HubFields.Include(name))
                Add(trailers, name, ValuesOf(values));
    }

    private static void Add(IHeaderDictionary headers, string name, StringValues values)
    {
        if (headers.TryAdd(name, values))
            return;
        if (name.Equals("Vary", StringComparison.OrdinalIgnoreCase))
            headers.Vary = VaryField.Add(headers.Vary, values);
        // What the hub itself said before stands, and for this header there can be only one.
        else if (!name.Equals("Strict-Transport-Security", StringComparison.OrdinalIgnoreCase))
            headers[name] = StringValues.Concat(headers[name], values);
    }

    private static StringValues ValuesOf(HeaderStringValues values) =>
        values.Count <= 1
            ? HeaderText.WithoutControls(values.ToString())
            : values.Select(HeaderText.WithoutControls).ToArray();

    /// <summary>Of what is below 200 only a protocol that the request asked for is a whole answer (RFC 9110, 15.2).</summary>
    private static void CheckInterim(HttpResponseMessage answer)
    {
        if (answer.StatusCode != HttpStatusCode.SwitchingProtocols)
            throw new UnreadableAnswerException($"its status is {(int)answer.StatusCode:000}, which no final answer has");
        if (answer.RequestMessage?.Headers.NonValidated.Contains("Upgrade") != true)
            throw new UnreadableAnswerException("it switches protocols (101), and the request did not ask for that");
    }

    private static long ReadLength(HeaderStringValues values) =>
        values.Count == 1 && long.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : throw new UnreadableAnswerException(
                $"its Content-Length is {HeaderText.WithoutControls(values.ToString())}, which is not a length");

    private static bool IsChunked(StringValues coding) =>
        coding is [{ } one] && one.Equals("chunked", StringComparison.OrdinalIgnoreCase);

    private static bool MayHaveLength(HttpResponseMessage answer) => (int)answer.StatusCode is >= 200 and not 204 and not 205;

    /// <summary>Removes the names of trailers that are not passed on.</summary>
    private static void RemoveDropped(IHeaderDictionary headers, FrozenSet<string> withheld)
    {
        var named = headers.Trailer.SelectMany(v => (v ?? "").Split(',', Trimmed)).ToList();
        var kept = named.Where(n => !withheld.Contains(n) && !HubFields.Include(n)).ToArray();
        if (kept.Length < named.Count)
            headers.Trailer = kept.Length == 0 ? default : string.Join(", ", kept);
    }

    private static void RemoveNamed(IHeaderDictionary headers, StringValues connection)
    {
        foreach (var option in HopByHopFields.Named(connection))
            if (!HubFields.Include(option))
                headers.Remove(option);
    }
}

/// <summary>A side's answer cannot be passed on; the message says why.</summary>
internal sealed class UnreadableAnswerException(string why) : Exception(why);
