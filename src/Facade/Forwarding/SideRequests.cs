using Hub.Facade.Access;
using Hub.Facade.Answers;
using Hub.Facade.Protecting;
using Hub.Platform.Asking;
using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>Turns a side of the plan into the delegate that answers for it: hosted here, at a peer, or at an address.</summary>
internal sealed class SideRequests(
    HostedSides hosted, HostedDoor door, HttpSides http, Peers peers, Destinations destinations, ProtectionTelemetry telemetry,
    TimeProvider time)
{
    /// <summary>The delegate for a side of a route; resolved once, when the plan's endpoints are built.</summary>
    public RequestDelegate For(RoutePlan route, SideTarget target) =>
        target.Protection is { } protection ? Protected(route, target, protection)
        : target.Address is { } address ? http.For(address, target)
        : Named(route, target.Name);

    private RequestDelegate Protected(RoutePlan route, SideTarget target, SideProtection protection)
    {
        var side = target.Address is { } address
            ? http.For(address, target, protection.Timeout)
            : new HostedAttempt(Named(route, target.Name), protection.Timeout, time).InvokeAsync;
        var fallback = protection.FallsBack && ReferenceEquals(target, route.New)
            ? For(route, route.Legacy)
            : null;
        return new ProtectedSide(route.Id, destinations.For(target, protection), side, fallback, telemetry).InvokeAsync;
    }

    private RequestDelegate Named(RoutePlan route, SideName side)
    {
        var query = route.OwnQuery;
        // Looked up on the first request: parts register their sides as they start.
        var name = side.ToString();
        RequestDelegate? found = null;
        return context =>
        {
            found ??= hosted.Find(name) is { } here
                ? door.To(here)
                : (peers.FindSide(side) is { } peer ? http.AtPeer(peer, name, peers.Secret!) : null);
            if (found is null)
                return Problems.WriteAsync(
                    context,
                    StatusCodes.Status503ServiceUnavailable,
                    $"{name} does not run on this node, and no peer is named that runs it.");
            if (PathValues.Decode(context.Request.RouteValues) is not { } values)
                return PathValues.RefuseAsync(context);
            context.Features.Set(new SideRequest(context.TraceIdentifier, route.Id, values)
            {
                Caller = CallerAccess.NameOf(context),
                RouteQuery = query,
                InBackground = context.Features.Get<AskedFeature>() is { Request.InBackground: true },
            });
            return found(context);
        };
    }
}
