using System.Net;
using Hub.Facade.Answers;
using Hub.Facade.Connections;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Takes over from a trusted proxy who the caller is and what was asked for: from <c>X-Forwarded-*</c> by ASP.NET Core, from
/// <c>Forwarded</c> (RFC 7239) here. Where both are there they must agree: a proxy that writes one passes the other on as it
/// came, and anybody may have written it.
/// </summary>
internal sealed class ProxiedRequests(RequestDelegate next, TrustedProxies trusted, ILoggerFactory loggers)
{
    private readonly ForwardedHeadersMiddleware _xForwarded = new(next, loggers, Options.Create(trusted.ToOptions()));

    public Task InvokeAsync(HttpContext context)
    {
        if (!trusted.Include(context.Connection.RemoteIpAddress))
            return next(context);
        // Its connections carry the requests of many.
        context.Features.Set(CameByProxy.Instance);
        var headers = context.Request.Headers;
        if (XForwardedFields.Prepare(headers) is { } fault)
            return RefuseAsync(context, fault);
        var said = headers["Forwarded"];
        if (said.Count == 0)
        {
            Apply(context);
            return next(context);
        }

        if (ForwardedHop.Read(said.ToString()) is not { } hops)
            return RefuseAsync(
                context, "Forwarded is not as RFC 7239 has it, such as for=192.0.2.1;proto=https;host=example.com.");
        var (client, scheme, host) = Follow(context.Connection.RemoteIpAddress!, hops);
        var before = (context.Connection.RemoteIpAddress, context.Request.Scheme, context.Request.Host);
        Apply(context);
        if ((headers.ContainsKey("X-Original-For") && client is not null && !Same(client, context.Connection.RemoteIpAddress))
            || (headers.ContainsKey("X-Original-Proto") && scheme is not null && scheme != context.Request.Scheme)
            || (headers.ContainsKey("X-Original-Host") && host is not null && host != context.Request.Host))
        {
            (context.Connection.RemoteIpAddress, context.Request.Scheme, context.Request.Host) = before;
            return RefuseAsync(
                context,
                "Forwarded and X-Forwarded-* say different things; the proxy in front must remove what it does not write.");
        }

        context.Connection.RemoteIpAddress = client ?? context.Connection.RemoteIpAddress;
        context.Request.Scheme = scheme ?? context.Request.Scheme;
        context.Request.Host = host ?? context.Request.Host;
        return next(context);
    }

    private void Apply(HttpContext context)
    {
        _xForwarded.ApplyForwarders(context);
        context.Request.Scheme = context.Request.Scheme.ToLowerInvariant();
    }

    /// <summary>Goes from the nearest proxy to the caller, as far as each is trusted.</summary>
    private (IPAddress? Client, string? Scheme, HostString? Host) Follow(IPAddress nearest, IReadOnlyList<ForwardedHop> hops)
    {
        IPAddress? client = null;
        string? scheme = null;
        HostString? host = null;
        for (var i = hops.Count - 1; i >= 0 && trusted.Include(nearest); i--)
        {
            scheme = hops[i].Scheme ?? scheme;
            host = hops[i].Host ?? host;
            if (hops[i].For is not { } address)
                break;
            client = nearest = address;
        }

        return (client, scheme, host);
    }

    private static bool Same(IPAddress one, IPAddress? other) =>
        other is not null && one.MapToIPv6().Equals(other.MapToIPv6());

    private static Task RefuseAsync(HttpContext context, string why)
    {
        context.Response.Headers.Connection = "close";
        return Problems.WriteAsync(context, StatusCodes.Status400BadRequest, why);
    }
}
