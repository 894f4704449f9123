using System.Collections.Concurrent;
using Hub.Platform.Routing;

namespace Hub.Facade.Forwarding;

/// <summary>What a route answered on this node since it started.</summary>
/// <param name="Legacy">Requests the legacy side answered.</param>
/// <param name="New">Requests the new side answered.</param>
/// <param name="Failed">Those of both that ended in a 5xx.</param>
public sealed record RouteCounts(long Legacy, long New, long Failed);

/// <summary>Counts requests by route and side.</summary>
internal sealed class RouteTraffic
{
    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    /// <summary>A route's counter; kept by whoever answers for the route.</summary>
    public Counter Of(string route) => _counters.GetOrAdd(route, _ => new Counter());

    internal sealed class Counter
    {
        private long _legacy;
        private long _new;
        private long _failed;

        public RouteCounts Counts => new(Volatile.Read(ref _legacy), Volatile.Read(ref _new), Volatile.Read(ref _failed));

        public void Add(Side side, int status)
        {
            if (side == Side.Legacy)
                Interlocked.Increment(ref _legacy);
            else
                Interlocked.Increment(ref _new);
            if (status >= 500)
                Interlocked.Increment(ref _failed);
        }
    }
}
