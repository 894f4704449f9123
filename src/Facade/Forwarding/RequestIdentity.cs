using Hub.Facade.Cutover;
using Hub.Facade.Hops;
using Hub.Platform.Nodes;
using Hub.Platform.Sides;
using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Gives every request the hub's own id and drops what only the hub may say: <c>X-Hub-*</c> and <c>X-Forwarded-*</c>
/// from outside are anyone's claim. A hop from another process of this hub keeps the id it has. A side asked for with a
/// token is put down for whoever decides; without one it is a claim like any other.
/// </summary>
internal sealed class RequestIdentity(RequestDelegate next, RequestIds ids, Peers peers, Readiness readiness)
{
    public const string Header = "X-Hub-Request-Id";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        List<string>? claims = null;
        foreach (var header in headers)
        {
            if (IsUntrusted(header.Key))
                (claims ??= []).Add(header.Key);
        }

        var hop = claims is null ? null : Hop.Find(headers, peers);
        if (claims is not null
            && headers[AskedSide.UseHeader] is [{ } use]
            && headers[AskedSide.TokenHeader] is [{ Length: > 0 } token])
            context.Features.Set(new AskedSide(use, token));
        claims?.ForEach(claim => headers.Remove(claim));
        if (hop is null)
            context.Response.Headers[Header] = context.TraceIdentifier = ids.Next();
        else
        {
            context.TraceIdentifier = hop.Request.RequestId;
            context.Features.Set(hop);
        }

        // Who keeps a connection to a node that is about to stop would find it shut with a request half-way.
        if (readiness.IsDraining && HttpProtocol.IsHttp11(context.Request.Protocol) && headers.Upgrade.Count == 0)
            context.Response.Headers.Connection = "close";
        RequestScope.Begin(context.TraceIdentifier, headers.TraceParent);
        return IsFramedTwice(context.Request) ? RefuseAsync(context) : next(context);
    }

    /// <summary>
    /// A body with a length and chunks, or chunks in HTTP/1.0: whoever stood in front may have seen it end elsewhere
    /// (RFC 9112, 6.1). Kestrel goes by the chunks and keeps the length under another name.
    /// </summary>
    private static bool IsFramedTwice(HttpRequest request) =>
        request.Headers.TransferEncoding.Count > 0
        && (request.Headers.ContainsKey("X-Content-Length") || HttpProtocol.IsHttp10(request.Protocol));

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        return Problems.WriteAsync(context, StatusCodes.Status400BadRequest, "The request says in two ways where its body ends.");
    }

    private static bool IsUntrusted(string header) =>
        header.StartsWith("X-Hub-", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase);
}
