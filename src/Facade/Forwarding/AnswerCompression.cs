using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Says which answers of the hub's own are compressed: text of a kilobyte or more, or of unknown length, answered well and
/// without a strong tag, which names exact bytes. Never for a caller whose browser adds credentials by itself, since the
/// length of what is compressed tells what is in it (BREACH); never event streams.
/// </summary>
internal sealed class AnswerCompression(IServiceProvider services) : IResponseCompressionProvider
{
    private const int Least = 1024;

    private readonly ResponseCompressionProvider _codings = new(services, Options.Create(CreateSettings()));

    /// <summary>Tells caches that the answer to a read depends on <c>Accept-Encoding</c>, whatever this one says.</summary>
    public static void Announce(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            context.Response.Headers.Vary = VaryField.Add(context.Response.Headers.Vary, "Accept-Encoding");
    }

    public ICompressionProvider? GetCompressionProvider(HttpContext context) => _codings.GetCompressionProvider(context);

    public bool CheckRequestAcceptsCompression(HttpContext context) =>
        context.Request.Headers.AcceptEncoding.Count > 0
        && !HttpMethods.IsHead(context.Request.Method)
        && !BringsCredentialsAlone(context.Request.Headers)
        && _codings.CheckRequestAcceptsCompression(context);

    public bool ShouldCompressResponse(HttpContext context)
    {
        var response = context.Response;
        return response.StatusCode is >= StatusCodes.Status200OK and < StatusCodes.Status300MultipleChoices
            and not StatusCodes.Status206PartialContent
            && response.ContentLength is null or >= Least
            && !response.Headers.ETag.ToString().StartsWith('"')
            && !response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase)
            && _codings.ShouldCompressResponse(context);
    }

    // A browser adds a bearer token to nothing that a page of another site has it ask for; these it does.
    private static bool BringsCredentialsAlone(IHeaderDictionary headers) =>
        headers.Cookie.Count > 0
        || (headers.Authorization is { Count: > 0 } authorization
            && !(authorization is [{ } one] && one.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)));

    private static ResponseCompressionOptions CreateSettings()
    {
        var settings = new ResponseCompressionOptions
        {
            // Decided by credentials instead, as what ends TLS stands before the hub.
            EnableForHttps = true,
            MimeTypes =
            [
                "application/json", "application/openmetrics-text", "application/xml", "image/svg+xml", "text/css", "text/html",
                "text/javascript", "text/plain", "text/xml",
            ],
        };
        var fast = CompressionLevel.Fastest;
        settings.Providers.Add(new BrotliCompressionProvider(new BrotliCompressionProviderOptions { Level = fast }));
        settings.Providers.Add(new GzipCompressionProvider(new GzipCompressionProviderOptions { Level = fast }));
        return settings;
    }
}
