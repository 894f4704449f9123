using System.Net;
using Hub.Platform.Lifetime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Hub.Facade.Forwarding;

/// <summary>What streams for as long as its ends like: WebSockets, server-sent events, gRPC, large bodies.</summary>
internal static class LongLived
{
    private static readonly ForwarderRequestConfig Ordinary = new() { ActivityTimeout = TimeSpan.FromSeconds(100) };

    // Both ends may have nothing to say for long; a connection that died in silence is found out in the end.
    private static readonly ForwarderRequestConfig Quiet = new() { ActivityTimeout = TimeSpan.FromHours(1) };

    // gRPC is HTTP/2 from end to end, and without TLS nobody can be asked whether they speak it.
    private static readonly ForwarderRequestConfig Grpc = new()
    {
        ActivityTimeout = TimeSpan.FromHours(1),
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>How an ordinary request is forwarded to a side that must give a sign of life in this time.</summary>
    public static ForwarderRequestConfig Within(TimeSpan? timeout) =>
        timeout is { } given ? new() { ActivityTimeout = given } : Ordinary;

    /// <summary>How a request is forwarded.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ordinary">How it is when it is nothing special.</param>
    public static ForwarderRequestConfig ConfigOf(HttpRequest request, ForwarderRequestConfig ordinary)
    {
        if (request.ContentType is { } type && type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase))
            return Grpc;
        return request.Headers.Upgrade.Count > 0 || WantsEvents(request) ? Quiet : ordinary;
    }

    /// <summary>Nothing of it is kept here, so it may be of any size; a WebSocket is closed when the node stops.</summary>
    /// <param name="context">The request.</param>
    /// <param name="readiness">Says when the node stops.</param>
    /// <param name="bounded">Whether the server's own bound holds all the same, because the side has one as well.</param>
    public static void Prepare(HttpContext context, Readiness readiness, bool bounded = false)
    {
        if (!bounded && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (context.Request.Headers.Upgrade is [{ } protocol] && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase)
            && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            context.Features.Set<IHttpUpgradeFeature>(new WebSocketUpgrade(upgrade, readiness.Closing));
    }

    private static bool WantsEvents(HttpRequest request) =>
        request.Headers.Accept is [{ } accept] && accept.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
