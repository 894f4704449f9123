using Hub.Facade.Access;
using Hub.Facade.Addressing;
using Hub.Facade.CanaryShare;
using Hub.Facade.Explaining;
using Hub.Facade.Forwarding;
using Hub.Facade.LeftBehind;
using Hub.Facade.Measuring;
using Hub.Facade.OwnWrites;
using Hub.Facade.Replaying;
using Hub.Facade.Retiring;
using Hub.Facade.Shadowing;
using Hub.Platform.Idempotency;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Deciding;

/// <summary>Lays out a route's way, with the steps that its requests need and no others.</summary>
internal sealed class RouteRequests(
    InFlight inFlight, NodeLease lease, SideRequests sides, Callers callers, RecentKeys recentKeys, SideUse sideUse,
    CallersOfLegacy callersOfLegacy,
    RouteTraffic traffic, GuardedTraffic guarded, CanaryKeys canaries,
    RouteTelemetry telemetry, RecentRequests recent, CallerNames names, CallerAccess access,
    HubTokens hubTokens, IdempotentWrites idempotent, HeldWrites held, ReadYourWrites own,
    ShadowedRequests shadows, LeftBehindWrites written, RecordedRequests recorded, TimeProvider time)
{
    /// <summary>Returns the way that answers a route; made once, when the plan's endpoints are built.</summary>
    /// <param name="route">The route.</param>
    /// <param name="isPart">Whether a composition asks it.</param>
    public RouteWay For(RoutePlan route, bool isPart)
    {
        var account = new RouteAccount(
            route, telemetry.Of(route.Id, route.Match.Path), traffic.Of(route.Id), guarded.Of(route), canaries.Of(route),
            sideUse.Of(route.Id), callersOfLegacy.Of(route.Id), recent, names, time);
        var legacy = sides.For(route, route.Legacy);
        var @new = route.New is null ? legacy : sides.For(route, route.New);
        return new RouteWay(
            inFlight.Of(route.Id), account, [.. StepsOf(route, isPart)], new Forwarder(route.Id, legacy, @new));
    }

    private IEnumerable<IRouteStep> StepsOf(RoutePlan route, bool isPart)
    {
        if (route.Capability.Link is not null && route.IsWrite)
            yield return new LeaseStep(lease);
        if (access.For(route) is { } check)
            yield return new AccessStep(check);
        yield return new HubTokenStep(hubTokens);
        if (route.IsWrite)
            yield return new IdempotencyStep(idempotent, route);
        yield return new DecisionStep(callers, recentKeys.Of(route.Id), route, held, inFlight.Of(route.Id), own.For(route));
        if (isPart)
            yield return new DecidedSideStep();
        if (route is { New: not null } and ({ IsWrite: false } or { DryRun: true }))
            yield return new ShadowStep(shadows, route);
        if (route is { New: not null, IsWrite: true })
            yield return new LeftBehindStep(written, route);
        if (route is { New: not null, Match.Method: "GET" })
            yield return new RecordingStep(recorded.For(route), route);
    }
}
