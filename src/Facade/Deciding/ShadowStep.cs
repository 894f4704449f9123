using Hub.Facade.Shadowing;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Deciding;

/// <summary>At stage shadow, has the legacy side's answer compared with the new side's.</summary>
internal sealed class ShadowStep(ShadowedRequests shadows, RoutePlan route) : IRouteStep
{
    public ValueTask<bool> PassAsync(RoutedRequest request)
    {
        // Who forces a side tries it out.
        if (request.Snapshot.State(route.Id).Stage != Stage.Shadow
            || request.Decision is not { Rule: not DecisionRule.Forced } decided)
            return ValueTask.FromResult(true);
        var plan = request.Snapshot.Plan.Hash;
        if (decided.Side == Side.Legacy)
            request.Shadow = shadows.Begin(request.Context, route, plan, request.Started);
        else
            shadows.Skip(route.Id, plan, "the new side answered, as its caller had just written there");
        return ValueTask.FromResult(true);
    }
}
