using System.Diagnostics;
using System.Net;
using Hub.Facade.Protecting;
using Hub.Platform.Nodes;
using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Hub.Facade.Forwarding;

/// <summary>Sides at an HTTP address, through YARP's forwarder.</summary>
internal sealed class HttpSides(IHttpForwarder forwarder, SideTransforms transforms, Readiness readiness) : IDisposable
{
    private const string InDoubt =
        "Outcome unknown: the side that answers this broke off, and may have carried the request out. "
        + "The hub does not send it again; look before you do.";


    // What passes through is the front-end's and the side's business: no redirects followed, no cookies kept.
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });

    /// <summary>Everything as it came: method, target, headers and body.</summary>
    public RequestDelegate PassThrough(Uri address)
    {
        var prefix = address.GetLeftPart(UriPartial.Authority);
        return Send(prefix, transforms.PassThrough(prefix));
    }

    /// <summary>A side at an address, with a path of its own or the request's.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="path">The pattern of its path, or null for the request's.</param>
    /// <param name="timeout">How long it may give no sign of life; null for the hub's own patience.</param>
    public RequestDelegate For(Uri address, string? path, TimeSpan? timeout = null)
    {
        var prefix = address.GetLeftPart(UriPartial.Authority);
        return Send(prefix, transforms.To(prefix, path), timeout);
    }

    /// <summary>A side hosted by another process of this hub.</summary>
    public RequestDelegate AtPeer(Uri peer, string side, string secret)
    {
        var prefix = peer.GetLeftPart(UriPartial.Authority);
        return Send(prefix, transforms.ToPeer(prefix, side, secret));
    }

    public void Dispose() => _client.Dispose();

    private RequestDelegate Send(string prefix, HttpTransformer transformer, TimeSpan? timeout = null)
    {
        var config = LongLived.Within(timeout);
        return context => SendAsync(context, prefix, transformer, config);
    }

    private async Task SendAsync(HttpContext context, string prefix, HttpTransformer transformer, ForwarderRequestConfig config)
    {
        LongLived.Prepare(context, readiness);
        var error = await forwarder.SendAsync(context, prefix, _client, LongLived.ConfigOf(context.Request, config), transformer);
        if (error == ForwarderError.None)
            return;
        RequestScope.Explain($"the forwarder gave up: {error}");
        // A caller who hung up, or sent half of a body, is no failure of the side's.
        var byCaller = context.RequestAborted.IsCancellationRequested
            || error is ForwarderError.RequestBodyClient or ForwarderError.RequestCanceled;
        var heldBack = !byCaller && context.Features.Get<SideAttempt>()?.Fail(Explain(error)) == true;
        if (!heldBack && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            await Problems.WriteAsync(context, context.Response.StatusCode, IsInDoubt(context) ? InDoubt : Explain(error));
    }

    /// <summary>
    /// Whether a write may have reached its side: only a connection that never came about proves that it has not.
    /// </summary>
    private static bool IsInDoubt(HttpContext context) =>
        !HttpMethods.IsGet(context.Request.Method)
        && !HttpMethods.IsHead(context.Request.Method)
        && !HttpMethods.IsOptions(context.Request.Method)
        && context.Features.Get<IForwarderErrorFeature>()?.Exception is not HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError,
        };

    private static string Explain(ForwarderError error) => error switch
    {
        ForwarderError.RequestTimedOut => "The side that answers this did not do so in time.",
        ForwarderError.NoAvailableDestinations => "No side is there to answer this.",
        _ => "The side that answers this cannot be reached.",
    };
}
