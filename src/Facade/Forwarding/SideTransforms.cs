using Hub.Facade.Addressing;
using Hub.Facade.Hops;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.Platform.Surface;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Hub.Facade.Forwarding;

/// <summary>How a request is written anew for a side: its target, its host, and who asked.</summary>
internal sealed class SideTransforms(ITransformBuilder builder, CurrentRouting routing, HubsPassed hubs)
{
    private static readonly UriCreationOptions AsSent = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Target and host as they came, byte for byte: old addresses, cookies and absolute links go on working.</summary>
    public HttpTransformer PassThrough(SideClient side, PublicAddresses? rewrite) =>
        Build(side, RawTarget, originalHost: true, rewrite);

    /// <summary>Addressed to the side itself, at the side's own path or the request's.</summary>
    public HttpTransformer To(SideClient side, string? path, PublicAddresses? rewrite)
    {
        if (path is null)
            return Build(side, RawTarget, originalHost: false, rewrite);
        var pattern = RoutePatternFactory.Parse(path);
        return Build(side, Target, originalHost: false, rewrite);

        string Target(HttpContext context)
        {
            var own = WrittenPath.Of(pattern, context.Request.RouteValues);
            if (rewrite is not null)
                context.Features.Set(new SidePath(own, RawTarget(context).Split('?')[0]));
            return own + context.Request.QueryString;
        }
    }

    /// <summary>To a side that another process of this hub hosts.</summary>
    public HttpTransformer ToPeer(SideClient peer, string side, string secret)
    {
        var request = builder.Create(transforms =>
        {
            transforms.AddXForwarded(ForwardedTransformActions.Off);
            transforms.AddRequestTransform(transform =>
            {
                var target = $"{peer.Prefix}{Hop.PathPrefix}/{side}{ReadTarget(transform.HttpContext)}";
                transform.ProxyRequest.RequestUri = new Uri(target, AsSent);
                var context = transform.HttpContext;
                Hop.Write(
                    transform.ProxyRequest, context.Features.GetRequiredFeature<SideRequest>(),
                    context.Connection.RemoteIpAddress, secret);
                return default;
            });
        });
        return new PromptTransformer(request, peer, addresses: null, routing, ofHub: true);
    }

    private PromptTransformer Build(
        SideClient side, Func<HttpContext, string> target, bool originalHost, PublicAddresses? rewrite) =>
        Create(side, rewrite, transforms =>
        {
            transforms.AddXForwarded(ForwardedTransformActions.Set);
            transforms.AddOriginalHost(originalHost);
            transforms.AddRequestTransform(transform =>
            {
                // Set here, because YARP would decode and encode the path again, and make %252F of %2F.
                transform.ProxyRequest.RequestUri = new Uri(side.Prefix + target(transform.HttpContext), AsSent);
                transform.ProxyRequest.Headers.TryAddWithoutValidation(
                    HubHeaders.RequestId, transform.HttpContext.TraceIdentifier);
                transform.ProxyRequest.Headers.TryAddWithoutValidation(HubHeaders.Via, hubs.Mark);
                // Beside a host that it cannot read, the client would send the side's as well.
                if (originalHost && transform.ProxyRequest.Headers.Host is null)
                    transform.ProxyRequest.Headers.Remove("Host");
                return default;
            });
        });

    private PromptTransformer Create(SideClient side, PublicAddresses? rewrite, Action<TransformBuilderContext> write) =>
        new(builder.Create(write), side, rewrite, routing);

    private static string RawTarget(HttpContext context) => context.Features.Get<IHttpRequestFeature>()!.RawTarget;

    /// <summary>The target as the hub has read it: in a hosted side's process it must not be read in another way.</summary>
    private static string ReadTarget(HttpContext context)
    {
        var raw = RawTarget(context);
        return RequestTarget.IsPlain(raw)
            ? raw
            : PathText.EncodePath(context.Request.Path.Value ?? "/") + context.Request.QueryString;
    }
}
