using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Hub.ServiceKit.Requests;

/// <summary>Decodes request bodies that are compressed (<c>Content-Encoding</c>, RFC 9110, 8.4).</summary>
public static class CodedBody
{
    /// <summary>The codings that are decoded, for <c>Accept-Encoding</c> of a 415 (RFC 9110, 15.5.16).</summary>
    public const string Known = "gzip, br, deflate";

    /// <summary>Returns the coding of a request's body; null for none.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.ContentEncoding is { Count: > 0 } coding
        && !coding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase)
            ? coding.ToString().Trim()
            : null;

    /// <summary>Returns a stream that decodes; null where the coding is not known, or is more than one.</summary>
    /// <param name="coding">The coding, such as <c>gzip</c>.</param>
    /// <param name="coded">The body as it was sent; stays open.</param>
    public static Stream? Decode(string coding, Stream coded) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(coded, CompressionMode.Decompress, leaveOpen: true),
        "br" => new BrotliStream(coded, CompressionMode.Decompress, leaveOpen: true),
        // Named so, it is zlib's format.
        "deflate" => new ZLibStream(coded, CompressionMode.Decompress, leaveOpen: true),
        _ => null,
    };
}
