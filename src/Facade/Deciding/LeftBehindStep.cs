using Hub.Facade.LeftBehind;
using Hub.Facade.Shadowing;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Deciding;

/// <summary>
/// Has a sample of the writes that no side can try compared by the records that they leave behind on both sides.
/// </summary>
internal sealed class LeftBehindStep(LeftBehindWrites writes, RoutePlan route) : IRouteStep
{
    // By revision, so that a write that is not compared pays for no search.
    private (RoutingSnapshot Snapshot, double Share, bool IsTried)? _last;
    private readonly RecordReads _reads = new(route);
    private readonly Lock _lock = new();
    private long _writes;
    private long _passedOver;

    public ValueTask<bool> PassAsync(RoutedRequest request)
    {
        // Who forces a side tries it out.
        if (request.Decision is { Rule: not DecisionRule.Forced } decided
            && Find(request.Snapshot) is (> 0 and var share, var isTried)
            // The other side does not have the version that such a write names, so it cannot be asked to try it.
            && (!isTried || ShadowedRequests.IsConditional(request.Context.Request)))
            Take(request, share, decided);
        return ValueTask.FromResult(true);
    }

    private (double Share, bool IsTried) Find(RoutingSnapshot snapshot)
    {
        lock (_lock)
        {
            if (_last is not { } last || !ReferenceEquals(last.Snapshot, snapshot))
            {
                var stage = snapshot.State(route.Id).Stage;
                _last = last = (snapshot, ShadowedShare.OfLeftBehind(route, stage), ShadowedShare.IsTried(route, stage));
            }

            return (last.Share, last.IsTried);
        }
    }

    private void Take(RoutedRequest request, double share, Decision decided)
    {
        var passedOver = 0L;
        lock (_lock)
        {
            if (!ShadowedShare.Takes(++_writes, share))
            {
                _passedOver++;
                return;
            }

            (passedOver, _passedOver) = (_passedOver, 0);
        }

        var plan = request.Snapshot.Plan.Hash;
        // Told with the next one of the sample, so that the others cost an addition.
        if (passedOver > 0)
            writes.Skip(route.Id, plan, decided.Side, "they were not of the sample", passedOver);
        request.Written = writes.Begin(request.Context, route, _reads, plan, decided.Side);
    }
}
