using Hub.Facade.Shadowing;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Deciding;

/// <summary>At stage shadow, has the legacy side's answer compared with the new side's.</summary>
internal sealed class ShadowStep(ShadowedRequests shadows, RoutePlan route) : IRouteStep
{
    // By revision, so that a request of a route that does not stand there pays for no search.
    private Standing? _last;

    public ValueTask<bool> PassAsync(RoutedRequest request)
    {
        var last = _last;
        if (last is null || !ReferenceEquals(last.Snapshot, request.Snapshot))
            _last = last = new Standing(request.Snapshot, request.Snapshot.State(route.Id).Stage == Stage.Shadow);
        // Who forces a side tries it out.
        if (!last.IsShadow || request.Decision is not { Rule: not DecisionRule.Forced } decided)
            return ValueTask.FromResult(true);
        var plan = request.Snapshot.Plan.Hash;
        if (decided.Side == Side.Legacy)
            request.Shadow = shadows.Begin(request.Context, route, plan, request.Started);
        else
            shadows.Skip(route.Id, plan, "the new side answered, as its caller had just written there");
        return ValueTask.FromResult(true);
    }

    private sealed record Standing(RoutingSnapshot Snapshot, bool IsShadow);
}
