using Hub.Facade.Measuring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Guarding;

/// <summary>What this node counts of a guarded route, and has told the others.</summary>
/// <param name="traffic">Counts what callers were answered.</param>
internal sealed class GuardedRoute(RouteTraffic.Counter traffic)
{
    private AnswerCounts _legacy = traffic.Of(Side.Legacy).Read();
    private AnswerCounts _new = traffic.Of(Side.New).Read();
    private long _compared;
    private long _different;
    private (long Compared, long Different) _told;
    private volatile string? _state;
    private volatile Counted? _begun;

    /// <summary>Counts a request that both sides have answered.</summary>
    public void Compare(bool differs)
    {
        if (differs)
            Interlocked.Increment(ref _different);
        Interlocked.Increment(ref _compared);
    }

    /// <summary>Notes what is counted at the moment when the route comes to another state: that says nothing of it.</summary>
    public void Begin(RoutingSnapshot snapshot, RoutePlan route)
    {
        var named = MeasuredState.NameOf(snapshot, route.Id);
        if (named != _state)
            _begun = Read(named);
    }

    /// <summary>Returns what was counted since it was last told; null for nothing.</summary>
    public (GuardCounts Counts, Action Told)? Untold(RoutingSnapshot snapshot, RoutePlan route)
    {
        var named = MeasuredState.NameOf(snapshot, route.Id);
        // What came before the route's state says nothing of it; legacy's answers are recorded all the same.
        var isFresh = _state != named;
        var now = isFresh && _begun is { } begun && begun.State == named ? begun : Read(named);
        var compared = now.Compared - _told.Compared;
        var counts = new GuardCounts(
            snapshot.Revision, named, snapshot.State(route.Id).Stage, now.Legacy.Since(_legacy), now.New.Since(_new), compared,
            Math.Min(now.Different - _told.Different, compared))
        {
            IsBefore = isFresh,
        };
        return !isFresh && counts.Legacy.Answered + counts.New.Answered + counts.Compared == 0
            ? null
            : (counts, () => (_legacy, _new, _told, _state) =
                (now.Legacy, now.New,
                    (now.Compared, isFresh ? now.Different : _told.Different + counts.Different), named));
    }

    // Those that differ before all, so that there are never more of them.
    private Counted Read(string state)
    {
        var different = Volatile.Read(ref _different);
        return new(
            state, traffic.Of(Side.Legacy).Read(), traffic.Of(Side.New).Read(), Volatile.Read(ref _compared), different);
    }

    /// <summary>What was counted when the route came to a state.</summary>
    private sealed record Counted(string State, AnswerCounts Legacy, AnswerCounts New, long Compared, long Different);
}
