using System.Collections.Concurrent;
using Hub.Platform.Plan;

namespace Hub.Facade.Replaying;

/// <summary>The latest requests of each route that only read, in this node's memory.</summary>
internal sealed class RecordedRequests(TimeProvider time)
{
    /// <summary>How many are kept of all routes together.</summary>
    public const int Most = 20_000;

    private int _count;
    private readonly ConcurrentDictionary<string, RecordedOfRoute> _routes = new(StringComparer.Ordinal);

    /// <summary>Returns a route's, with what another plan had of it.</summary>
    public RecordedOfRoute For(RoutePlan route)
    {
        var kept = _routes.GetOrAdd(route.Id, _ => new RecordedOfRoute(time, MayGrow));
        kept.Follow(route);
        return kept;
    }

    private bool MayGrow()
    {
        if (Interlocked.Increment(ref _count) <= Most)
            return true;
        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Returns a route's; null where none are kept.</summary>
    public RecordedOfRoute? Find(string route) => _routes.GetValueOrDefault(route);
}
