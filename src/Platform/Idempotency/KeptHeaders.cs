using System.Text.Json;
using Hub.Platform.Surface;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Idempotency;

/// <summary>
/// The headers of an answer that are remembered with it: those about the answer. What is about the connection, about the
/// moment or about the request, and cookies, are made anew or left out.
/// </summary>
internal static class KeptHeaders
{
    private const int MostCharacters = 16 * 1024;

    private static readonly HashSet<string> LeftOut = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Trailer", "Upgrade", "Proxy-Authenticate", "Content-Length", "Date",
        "Server", "Set-Cookie", "Alt-Svc", "Strict-Transport-Security", "Vary", "Server-Timing", "traceparent", "tracestate",
        HubHeaders.RequestId, HubHeaders.Revision, IdempotentWrites.ReplayedHeader,
    };

    /// <summary>The headers as text; none where they are too large to keep.</summary>
    public static string Write(IHeaderDictionary headers)
    {
        var kept = headers
            .Where(h => !LeftOut.Contains(h.Key) && !h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(h => h.Key, h => h.Value.ToArray(), StringComparer.OrdinalIgnoreCase);
        return kept.Sum(h => h.Key.Length + h.Value.Sum(v => v?.Length ?? 0)) <= MostCharacters
            ? JsonSerializer.Serialize(kept)
            : "{}";
    }

    /// <summary>Sets the headers that were kept.</summary>
    public static void Set(string kept, IHeaderDictionary headers)
    {
        foreach (var (name, values) in JsonSerializer.Deserialize<Dictionary<string, string?[]>>(kept)!)
            headers[name] = values;
    }
}
