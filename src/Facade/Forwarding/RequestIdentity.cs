using Hub.Facade.Access;
using Hub.Facade.Answers;
using Hub.Facade.Connections;
using Hub.Facade.Hops;
using Hub.Platform.Lifetime;
using Hub.Platform.Sides;
using Hub.Platform.Surface;
using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Gives every request the hub's own id and drops what only the hub may say: <c>X-Hub-*</c>, <c>X-Forwarded-*</c> and their
/// like from outside are anyone's claim. Drops what ends at this hop, and refuses what two servers might read differently and
/// what has come back to this hub.
/// A hop from another process of this hub keeps the id it has. A side asked for with a
/// token is put down for whoever decides; without one it is a claim like any other.
/// </summary>
internal sealed class RequestIdentity(
    RequestDelegate next, RequestIds ids, Peers peers, Readiness readiness, HubsPassed hubs,
    CallerPlaces places)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        List<string>? claims = null;
        var hasControls = false;
        foreach (var (name, values) in headers)
        {
            if (ClaimsOfCallers.Include(name))
                (claims ??= []).Add(name);
            var isOverride = MethodOverrides.Include(name);
            foreach (var value in values)
            {
                hasControls |= HeaderText.HasControls(value);
                if (isOverride)
                    MethodOverrides.Note(context, value);
            }
        }

        var hop = claims is null ? null : Hop.Find(headers, peers);
        if (claims is not null
            && headers[HubHeaders.Use] is [{ } use]
            && headers[HubHeaders.Token] is [{ Length: > 0 } token])
            context.Features.Set(new AskedSide(use, token));
        var isBack = claims is not null && hop is null && hubs.Read(headers);
        if (claims is not null)
            Drop(claims, context);
        HopByHopFields.Remove(headers);
        if (hop is null)
            context.Response.Headers[HubHeaders.RequestId] = context.TraceIdentifier = ids.Next();
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
        if (headers.Host is { Count: > 0 } host && !HostField.IsValid(host.ToString()))
            return RefuseAsync(context, StatusCodes.Status400BadRequest, HostField.Invalid);
        if (places.FindLack(context) is { } lack
            && !context.Request.Path.StartsWithSegments("/hub", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.RetryAfter = "1";
            return RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, lack);
        }

        if (isBack)
            return Problems.WriteAsync(context, StatusCodes.Status508LoopDetected, HubsPassed.CameBack);
        if (RequestFraming.Check(context.Request) is { } unclear)
            return RefuseAsync(context, unclear.Status, unclear.Why);
        if (headers.TransferEncoding.Count > 0)
            ChunkedBody.Guard(context);
        return next(context);
    }

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.Headers.Connection = "close";
        return Problems.WriteAsync(context, status, why);
    }

    private static void Drop(List<string> claims, HttpContext context)
    {
        var byProxy = context.Features.Get<CameByProxy>() is not null;
        foreach (var claim in claims)
        {
            // What other hubs have marked is read already, and goes on.
            if (claim.Equals(HubHeaders.Via, StringComparison.OrdinalIgnoreCase)
                || (byProxy && ClaimsOfCallers.IsFound(claim)))
                continue;
            context.Request.Headers.Remove(claim);
            if (!HubFields.Include(claim))
                context.Features.Set(CameByProxy.Instance);
        }
    }
}
