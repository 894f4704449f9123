using Hub.Facade.Shadowing;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Deciding;

/// <summary>At stage shadow, has the legacy side's answer compared with the new side's.</summary>
internal sealed class ShadowStep(ShadowedRequests shadows, RoutePlan route) : IRouteStep
{
    public ValueTask<bool> PassAsync(RoutedRequest request)
    {
        // Who forces a side tries it out, and who reads what he wrote to the new side gets the answer from there.
        if (request.Snapshot.State(route.Id).Stage == Stage.Shadow
            && request.Decision is { Side: Side.Legacy, Rule: not DecisionRule.Forced })
            request.Shadow = shadows.Begin(request.Context, route, request.Snapshot.Plan.Hash, request.Started);
        return ValueTask.FromResult(true);
    }
}
