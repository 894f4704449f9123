using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover.Checks;

/// <summary>
/// A route that writes moves forward where a link brings to each side what is written on the other one; without a link, only
/// where whoever shifts accepts that the two sides part.
/// </summary>
internal sealed class SplitIsAccepted : IShiftCheck
{
    public Task<Objection?> FindAsync(RoutingChange change) => Task.FromResult(
        change is RouteShift { To.Stage: Stage.Canary or Stage.New, Route: var route }
        && WritesAreLinked.WhyOneSided(route) is { } why
            ? new Objection(
                $"{route.Id} is not shifted forward: it writes, and {why}. Link both sides first (any service is linked by HTTP: "
                + $"docs/linking-a-service.md), or accept it (--accept-split, \"acceptSplit\": true in the request), which the "
                + "audit log keeps. The way back asks nothing.")
            {
                Split = why,
            }
            : null);
}
