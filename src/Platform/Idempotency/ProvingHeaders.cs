using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Idempotency;

/// <summary>
/// Selects the headers that a repeated request has to have unchanged for the first answer to be told. Any header may tell a
/// side who calls, or what the caller wants to read, so only those count as neutral that clients and proxies change by
/// themselves from one attempt to the next and that no side takes for a caller.
/// </summary>
internal static class ProvingHeaders
{
    private static readonly HashSet<string> Neutral = new(StringComparer.OrdinalIgnoreCase)
    {
        IdempotentWrites.Header,
        // The message's framing and its way. The host counts without its port, as each node has its own.
        "Host", "Connection", "Keep-Alive", "TE", "Content-Length", "Transfer-Encoding", "Accept-Encoding", "Expect", "Via",
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Proto",
        "X-Original-For", "X-Original-Host", "X-Original-Proto", "X-Real-IP",
        // What a client adds to each attempt.
        "User-Agent", "Date", "Cache-Control", "Pragma", "Priority", "Referer",
        "X-Request-Id", "Request-Id", "X-Correlation-Id", "Correlation-Context", "traceparent", "tracestate", "baggage",
        "b3", "X-Amzn-Trace-Id", "X-Cloud-Trace-Context",
    };

    private static readonly string[] NeutralBeginnings = ["X-Hub-", "X-B3-", "Sec-Fetch-", "Sec-CH-"];

    /// <summary>Returns the host, and the names and values of all headers that count, ordered by name.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isKnown">Whether the hub has found out who calls: a new token of the same caller is no other caller.</param>
    public static IEnumerable<string> Of(HttpRequest request, bool isKnown) =>
        request.Headers.Where(h => !IsNeutral(h.Key) && !(isKnown && IsAuthorization(h.Key)))
            .OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase)
            .SelectMany(h => new[] { h.Key.ToLowerInvariant(), h.Value.ToString() })
            .Prepend(request.Host.Host.ToLowerInvariant());

    private static bool IsAuthorization(string name) => name.Equals("Authorization", StringComparison.OrdinalIgnoreCase);

    private static bool IsNeutral(string name) =>
        Neutral.Contains(name) || NeutralBeginnings.Any(b => name.StartsWith(b, StringComparison.OrdinalIgnoreCase));
}
