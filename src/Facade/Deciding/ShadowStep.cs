using Hub.Facade.Shadowing;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Deciding;

/// <summary>
/// Has a sample of the answers compared with the other side's: at stage shadow of the legacy side's, at canary and new of
/// either's where the plan says so.
/// </summary>
internal sealed class ShadowStep(ShadowedRequests shadows, RoutePlan route) : IRouteStep
{
    // By revision, so that a request of a route that is not compared pays for no search.
    private Standing? _last;
    private readonly ShapesOfRoute _shapes = new();

    public ValueTask<bool> PassAsync(RoutedRequest request)
    {
        var last = _last;
        if (last is null || !ReferenceEquals(last.Snapshot, request.Snapshot))
            _last = last = Find(request.Snapshot);
        // Who forces a side tries it out.
        if (last.Share > 0 && request.Decision is { Rule: not DecisionRule.Forced } decided)
            Take(request, last, decided);
        return ValueTask.FromResult(true);
    }

    private Standing Find(RoutingSnapshot snapshot) =>
        new(snapshot, snapshot.State(route.Id).Stage is var stage && stage == Stage.Shadow, ShadowedShare.Of(route, stage));

    private void Take(RoutedRequest request, Standing standing, Decision decided)
    {
        var shape = _shapes.Of(request.Context.Request);
        if (!shape.Takes(standing.Share))
            return;
        var plan = request.Snapshot.Plan.Hash;
        // Told with the next one of the sample, so that the others cost a look-up and an addition.
        var passedOver = shape.TellPassedOver();
        shadows.See(route.Id, plan, shape.Name, passedOver + 1);
        if (passedOver > 0)
            shadows.Skip(route.Id, plan, "they were not of the sample", passedOver);
        if (decided.Rule == DecisionRule.OwnWrite)
            shadows.Skip(
                route.Id, plan, $"the {ComparedSides.NameOf(decided.Side)} side answered, as its caller had just written there");
        else if (!standing.IsShadow || decided.Side == Side.Legacy)
            request.Shadow = shadows.Begin(request.Context, route, plan, request.Started, decided.Side, shape.Name);
    }

    private sealed record Standing(RoutingSnapshot Snapshot, bool IsShadow, double Share);
}
