using System.Collections.Concurrent;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Measuring;

/// <summary>What a route answered since its nodes started.</summary>
/// <param name="Legacy">Requests the legacy side answered.</param>
/// <param name="New">Requests the new side answered.</param>
/// <param name="Failed">Those of both that ended in a 5xx.</param>
public sealed record RouteCounts(long Legacy, long New, long Failed);

/// <summary>Counts requests by route and side, on this node since it started.</summary>
internal sealed class RouteTraffic(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Counter> _counters = new(StringComparer.Ordinal);

    /// <summary>When counting began: counts are kept in memory and end with the node.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <summary>When the windows slid last, which is when the newest half minute of a history ended.</summary>
    public DateTimeOffset TurnedAt { get; private set; } = time.GetUtcNow();

    /// <summary>A route's counter; kept by whoever answers for the route.</summary>
    public Counter Of(string route) => _counters.GetOrAdd(route, _ => new Counter());

    /// <summary>Lets the windows of all counters slide.</summary>
    public void Turn()
    {
        TurnedAt = time.GetUtcNow();
        foreach (var counter in _counters.Values)
        {
            counter.Of(Side.Legacy).Turn();
            counter.Of(Side.New).Turn();
        }
    }

    internal sealed class Counter
    {
        private readonly SideTraffic _legacy = new();
        private readonly SideTraffic _new = new();

        public RouteCounts Counts
        {
            get
            {
                var (legacy, @new) = (_legacy.Read(), _new.Read());
                return new(legacy.Answered, @new.Answered, legacy.Failed + @new.Failed);
            }
        }

        /// <summary>The counts of one side.</summary>
        public SideTraffic Of(Side side) => side == Side.Legacy ? _legacy : _new;

        /// <summary>Counts an answer.</summary>
        /// <param name="side">The side that answered.</param>
        /// <param name="status">The answer's HTTP status.</param>
        /// <param name="took">From the request's arrival to the end of the answer.</param>
        public void Add(Side side, int status, TimeSpan took) => Of(side).Add(took, status >= 500);
    }
}
