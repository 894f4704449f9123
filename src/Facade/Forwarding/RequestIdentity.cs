using Hub.Facade.Cutover;
using Hub.Facade.Hops;
using Hub.Platform.Nodes;
using Hub.Platform.Sides;
using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Gives every request the hub's own id and drops what only the hub may say: <c>X-Hub-*</c>, <c>X-Forwarded-*</c> and their
/// like from outside are anyone's claim. Drops what ends at this hop, and refuses what two servers might read differently.
/// A hop from another process of this hub keeps the id it has. A side asked for with a
/// token is put down for whoever decides; without one it is a claim like any other.
/// </summary>
internal sealed class RequestIdentity(RequestDelegate next, RequestIds ids, Peers peers, Readiness readiness)
{
    public const string Header = "X-Hub-Request-Id";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        List<string>? claims = null;
        var hasControls = false;
        foreach (var (name, values) in headers)
        {
            if (IsUntrusted(name))
                (claims ??= []).Add(name);
            foreach (var value in values)
                hasControls |= HeaderText.HasControls(value);
        }

        var hop = claims is null ? null : Hop.Find(headers, peers);
        if (claims is not null
            && headers[AskedSide.UseHeader] is [{ } use]
            && headers[AskedSide.TokenHeader] is [{ Length: > 0 } token])
            context.Features.Set(new AskedSide(use, token));
        if (claims is not null)
            Drop(claims, context);
        HopByHopFields.Remove(headers);
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
        if (hasControls)
            return RefuseAsync(context, StatusCodes.Status400BadRequest, "A header holds a control character.");
        return RequestFraming.Check(context.Request) is { } unclear
            ? RefuseAsync(context, unclear.Status, unclear.Why)
            : next(context);
    }

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.Headers.Connection = "close";
        return Problems.WriteAsync(context, status, why);
    }

    private static void Drop(List<string> claims, HttpContext context)
    {
        foreach (var claim in claims)
        {
            context.Request.Headers.Remove(claim);
            if (!Is(claim, "X-Hub-"))
                context.Features.Set(CameByProxy.Instance);
        }
    }

    private static bool IsUntrusted(string header) => header.Length > 8 && (header[0] | 0x20) switch
    {
        'x' => Is(header, "X-Hub-")
            || Is(header, "X-Forwarded")
            || Is(header, "X-Real-IP")
            // Some servers take the path from these, whatever the request line says.
            || Is(header, "X-Original-")
            || Is(header, "X-Rewrite-URL"),
        'f' => header.Equals("Forwarded", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    // For many a side _ and - are the same: both become _ in the variables of CGI, WSGI and PHP.
    private static bool Is(string header, string prefix)
    {
        if (header.Length < prefix.Length)
            return false;
        for (var i = 0; i < prefix.Length; i++)
            if ((header[i] == '_' ? '-' : char.ToUpperInvariant(header[i])) != char.ToUpperInvariant(prefix[i]))
                return false;
        return true;
    }
}
