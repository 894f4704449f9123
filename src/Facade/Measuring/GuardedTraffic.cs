using Hub.Platform.Plan;

namespace Hub.Facade.Measuring;

/// <summary>
/// Counts what callers of guarded routes were answered, by the side that was to answer: without those who force a side, and with
/// a new side's failure where legacy fell in for it.
/// </summary>
internal sealed class GuardedTraffic(TimeProvider time)
{
    private readonly RouteTraffic _traffic = new(time);

    /// <summary>Returns a route's counter; null without a guardrail, so that a request costs a comparison.</summary>
    public RouteTraffic.Counter? Of(RoutePlan route) =>
        route is { New: not null, Capability.Guardrail: not null } ? _traffic.Of(route.Id) : null;
}
