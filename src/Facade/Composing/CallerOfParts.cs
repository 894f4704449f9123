using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Hub.Facade.Forwarding;
using Hub.Platform.Asking;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Composing;

/// <summary>The caller of a composition, as its parts are asked for: with the caller's own headers, address and host.</summary>
/// <param name="Headers">The headers that each part is asked with.</param>
/// <param name="Address">The caller's address.</param>
/// <param name="Scheme">The scheme that the caller used.</param>
/// <param name="Host">The host that the caller asked.</param>
internal sealed record CallerOfParts(
    IReadOnlyDictionary<string, StringValues> Headers, IPAddress? Address, string Scheme, HostString Host)
{
    // Of the process alone, so that what is kept tells nothing about a caller's secrets.
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    // What is about the composed answer and not about a part's.
    private static readonly FrozenSet<string> OfTheWhole = new[]
    {
        "Accept", "Accept-Encoding", "Content-Encoding", "Content-Length", "Content-Type", "Host", "Idempotency-Key", "If-Match",
        "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Range",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> OfTracing = new[]
    {
        "baggage", "traceparent", "tracestate", "X-Correlation-Id", "X-Request-Id",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private string? _rights;

    /// <summary>
    /// Tells callers apart whose rights may differ: equal only for the same headers from the same address, tracing left out.
    /// </summary>
    public string Rights => _rights ??= Hash();

    /// <summary>Reads the caller of a request.</summary>
    public static CallerOfParts Of(HttpContext context)
    {
        var headers = context.Request.Headers
            .Where(h => !OfTheWhole.Contains(h.Key) && !MethodOverrides.Include(h.Key))
            .ToDictionary(StringComparer.OrdinalIgnoreCase);
        headers["Accept"] = "application/json";
        return new CallerOfParts(
            headers, context.Connection.RemoteIpAddress, context.Request.Scheme, context.Request.Host);
    }

    /// <summary>Returns the request for a part.</summary>
    /// <param name="id">The hub's id of it.</param>
    /// <param name="target">What is asked.</param>
    public ContractRequest Ask(string id, PartTarget target) => new(HttpMethods.Get, target.Target)
    {
        Id = id,
        Headers = target.Route.Headers.Count == 0
            ? Headers
            : new Dictionary<string, StringValues>(
                Headers.Where(h => !target.Route.Headers.ContainsKey(h.Key)).Concat(target.Route.Headers),
                StringComparer.OrdinalIgnoreCase),
        Address = Address,
        Scheme = Scheme,
        Host = target.Route.Host ?? Host,
    };

    private string Hash()
    {
        var told = new StringBuilder($"{Address} {Scheme} {Host}\n");
        foreach (var (name, values) in Headers.Where(h => !OfTracing.Contains(h.Key))
            .OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase))
            foreach (var value in values)
                told.Append($"{name.ToUpperInvariant()}:{value?.Length}:{value}\n");
        return Convert.ToHexString(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(told.ToString())));
    }
}
