using Hub.Facade.Replaying;
using Hub.Facade.Shadowing;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Deciding;

/// <summary>Keeps what callers ask of a route that only reads, to be asked of both sides again.</summary>
internal sealed class RecordingStep(RecordedOfRoute recorded, RoutePlan route) : IRouteStep
{
    public ValueTask<bool> PassAsync(RoutedRequest request)
    {
        // Who forces a side tries it out.
        if (request.Decision is { Rule: not DecisionRule.Forced })
            recorded.Add(request.Context, new SeenRequest(
                ShadowedShare.Of(route, request.Snapshot.State(route.Id).Stage) > 0 ? request.Snapshot.Plan.Hash : null,
                request.Shadow is null ? null : request.Snapshot.Plan.Hash));
        return ValueTask.FromResult(true);
    }
}
