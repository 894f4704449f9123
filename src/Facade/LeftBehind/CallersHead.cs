using System.Net;
using Hub.Platform.Asking;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Hub.Facade.LeftBehind;

/// <summary>What a write's caller sent besides the body, with which the record is read on the caller's behalf.</summary>
/// <param name="Fields">The header fields, without those of the write itself.</param>
/// <param name="Address">The caller's address.</param>
/// <param name="Scheme">The scheme that the caller used.</param>
/// <param name="Host">The host that the caller asked.</param>
internal sealed record CallersHead(
    IReadOnlyDictionary<string, StringValues> Fields, IPAddress? Address, string Scheme, HostString Host)
{
    private static readonly HashSet<string> OfTheWrite = new(StringComparer.OrdinalIgnoreCase)
    {
        "Idempotency-Key", "Prefer", "Digest", "Signature", "Signature-Input", HeaderNames.Expect, HeaderNames.Upgrade,
        HeaderNames.TransferEncoding, HeaderNames.Trailer, HeaderNames.IfMatch, HeaderNames.IfNoneMatch,
        HeaderNames.IfModifiedSince, HeaderNames.IfUnmodifiedSince, HeaderNames.IfRange, HeaderNames.Range,
    };

    /// <summary>Takes it from a request.</summary>
    public static CallersHead Of(HttpContext context) => new(
        context.Request.Headers
            .Where(h => !OfTheWrite.Contains(h.Key) && !h.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase),
        context.Connection.RemoteIpAddress, context.Request.Scheme, context.Request.Host);

    /// <summary>Returns the request that reads a record.</summary>
    /// <param name="path">The record's path, percent-encoded.</param>
    public ContractRequest ToRead(string path) => new(HttpMethods.Get, path)
    {
        Headers = Fields,
        Address = Address,
        Scheme = Scheme,
        Host = Host,
        InBackground = true,
    };
}
