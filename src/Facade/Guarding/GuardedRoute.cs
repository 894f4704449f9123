using System.Security.Cryptography;
using System.Text;
using Hub.Facade.Measuring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

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
    private string? _state;

    /// <summary>Counts a request that both sides have answered.</summary>
    public void Compare(bool differs)
    {
        if (differs)
            Interlocked.Increment(ref _different);
        Interlocked.Increment(ref _compared);
    }

    /// <summary>Returns what was counted since it was last told; null for nothing.</summary>
    public (GuardCounts Counts, Action Told)? Untold(RoutingSnapshot snapshot, RoutePlan route)
    {
        var state = snapshot.State(route.Id);
        // Kept in the store, which holds no cohort keys for this.
        var named = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{snapshot.Plan.Hash} {state} {string.Join(',', state.Users)} {string.Join(',', state.Groups)}")));
        var (legacy, @new) = (traffic.Of(Side.Legacy).Read(), traffic.Of(Side.New).Read());
        var different = Volatile.Read(ref _different);
        var compared = Volatile.Read(ref _compared);
        // What came before the route's state says nothing of it; legacy's answers are recorded all the same.
        var isFresh = _state != named;
        var counts = new GuardCounts(
            snapshot.Revision, named, state.Stage, legacy.Since(_legacy), @new.Since(_new), compared - _told.Compared,
            Math.Min(different - _told.Different, compared - _told.Compared))
        {
            IsBefore = isFresh,
        };
        return !isFresh && counts.Legacy.Answered + counts.New.Answered + counts.Compared == 0
            ? null
            : (counts, () => (_legacy, _new, _told, _state) =
                (legacy, @new, (compared, isFresh ? different : _told.Different + counts.Different), named));
    }
}
