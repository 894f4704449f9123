using System.Collections.Concurrent;
using Hub.Platform.Routing;

namespace Hub.Platform.Nodes;

/// <summary>
/// Requests in flight on this node by the revision that decided them: what has to end before a side is drained.
/// </summary>
public sealed class InFlight(CurrentRouting current)
{
    private readonly ConcurrentDictionary<string, RouteInFlight> _routes = new(StringComparer.Ordinal);

    /// <summary>A route's count; kept by whoever answers for the route.</summary>
    public RouteInFlight Of(string route) => _routes.GetOrAdd(route, _ => new RouteInFlight(current));

    /// <summary>
    /// Route → requests in flight that a revision before <paramref name="revision"/> decided; none for a route without.
    /// </summary>
    public IReadOnlyDictionary<string, int> Before(long revision) => _routes
        .Select(r => KeyValuePair.Create(r.Key, r.Value.CountBefore(revision)))
        .Where(r => r.Value > 0)
        .ToDictionary(StringComparer.Ordinal);
}

/// <summary>One route's requests in flight.</summary>
public sealed class RouteInFlight
{
    private readonly CurrentRouting _current;
    private readonly Lock _lock = new();
    private readonly List<Passage> _earlier = [];
    private volatile Passage _newest = new(0);

    internal RouteInFlight(CurrentRouting current) => _current = current;

    /// <summary>Counts a request in under the revision that is served, which is the one to decide it by.</summary>
    /// <param name="snapshot">The revision served.</param>
    /// <returns>What it leaves by when it has ended.</returns>
    public Passage Enter(out RoutingSnapshot snapshot)
    {
        while (true)
        {
            snapshot = _current.Snapshot;
            var passage = _newest.Revision == snapshot.Revision ? _newest : Open(snapshot.Revision);
            passage.Enter();
            // Whoever serves the next revision and then counts either sees this request, or is seen here.
            if (ReferenceEquals(_current.Snapshot, snapshot))
                return passage;
            passage.Leave();
        }
    }

    /// <summary>Requests in flight that a revision before <paramref name="revision"/> decided.</summary>
    public int CountBefore(long revision)
    {
        lock (_lock)
            return _earlier.Append(_newest).Where(p => p.Revision < revision).Sum(p => p.Count);
    }

    private Passage Open(long revision)
    {
        lock (_lock)
        {
            // Another request may have opened it; or this one has slept through a shift, and will see that.
            if (_newest.Revision >= revision)
                return _newest.Revision == revision ? _newest : Earlier(revision);
            _earlier.RemoveAll(p => p.Count == 0);
            _earlier.Add(_newest);
            return _newest = new Passage(revision);
        }
    }

    private Passage Earlier(long revision)
    {
        if (_earlier.Find(p => p.Revision == revision) is { } known)
            return known;
        var passage = new Passage(revision);
        _earlier.Add(passage);
        return passage;
    }

    /// <summary>The requests that one revision decided.</summary>
    public sealed class Passage
    {
        private int _count;

        internal Passage(long revision) => Revision = revision;

        internal long Revision { get; }

        internal int Count => Volatile.Read(ref _count);

        internal void Enter() => Interlocked.Increment(ref _count);

        /// <summary>Counts the request out.</summary>
        public void Leave() => Interlocked.Decrement(ref _count);
    }
}
