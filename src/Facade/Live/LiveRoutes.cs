using System.Text.Json;
using Hub.Facade.Admin;

namespace Hub.Facade.Live;

/// <summary>
/// The routes with what all nodes counted, read once for all who follow them, and when each last changed.
/// </summary>
/// <param name="routes">The routes.</param>
/// <param name="time">The time.</param>
internal sealed class LiveRoutes(RouteListing routes, TimeProvider time) : IDisposable
{
    /// <summary>How often the routes are read while somebody follows them.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>How many follow at a node at most: each holds a connection and, while its reader is slow, one event.</summary>
    public const int MostFollowers = 200;

    // Who asks a moment before the second is over waits no second more.
    private static readonly TimeSpan Fresh = Pace * 0.9;
    private readonly SemaphoreSlim _gate = new(1);
    private Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private LiveReading? _last;
    private long _at;
    private int _followers;

    /// <summary>Counts one more who follows; false where there are too many.</summary>
    public bool TryJoin()
    {
        if (Interlocked.Increment(ref _followers) <= MostFollowers)
            return true;
        Leave();
        return false;
    }

    /// <summary>Counts one less.</summary>
    public void Leave() => Interlocked.Decrement(ref _followers);

    /// <summary>Returns the last reading; reads anew where that is older than a second.</summary>
    /// <param name="authorization">The asker's own, by which other nodes decide whether to tell.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<LiveReading> ReadAsync(string? authorization, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            if (_last is not null && time.GetElapsedTime(_at) < Fresh)
                return _last;
            var views = await routes.ListAsync(authorization, cancellation);
            var number = (_last?.Number ?? 0) + 1;
            _known = views.Routes.ToDictionary(r => r.Id, r => Note(r, number), StringComparer.Ordinal);
            _at = time.GetTimestamp();
            return _last = new(number, time.GetUtcNow(), views, _known.ToDictionary(k => k.Key, k => k.Value.ChangedIn));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private Known Note(RouteView route, long number)
    {
        var written = JsonSerializer.SerializeToUtf8Bytes(route);
        return _known.TryGetValue(route.Id, out var known) && written.AsSpan().SequenceEqual(known.Written)
            ? known
            : new(written, number);
    }

    private sealed record Known(byte[] Written, long ChangedIn);
}

/// <summary>One reading of the routes.</summary>
/// <param name="Number">Counts the readings.</param>
/// <param name="At">When it was made.</param>
/// <param name="Views">The routes.</param>
/// <param name="ChangedIn">The reading in which each route last changed, by its id.</param>
internal sealed record LiveReading(
    long Number, DateTimeOffset At, RouteViews Views, IReadOnlyDictionary<string, long> ChangedIn)
{
    /// <summary>Returns what is new to somebody who knows an earlier reading; all of it for 0.</summary>
    /// <param name="number">The reading that is known.</param>
    /// <param name="route">The only route of interest; null for all.</param>
    public LiveRoutesEvent Since(long number, string? route) => new(
        At, Views.Revision, Views.Plan, Views.Problem, Views.CountedBy, Views.Silent, route is null ? Views.Routes.Count : 1,
        [.. Views.Routes.Where(r => (route is null || r.Id == route) && ChangedIn[r.Id] > number)]);
}

/// <summary>What has changed since the event before; of the first one all routes.</summary>
/// <param name="At">When it was read.</param>
/// <param name="Revision">The revision whose plan is served.</param>
/// <param name="Plan">The plan's hash; where it differs from the event before, the event has all routes again.</param>
/// <param name="Problem">Why this node does not serve the store's newest revision, or null.</param>
/// <param name="CountedBy">The nodes whose counts are added up.</param>
/// <param name="Silent">Nodes that gave no answer when they were asked for theirs.</param>
/// <param name="Count">How many routes there are to follow.</param>
/// <param name="Routes">The routes that have changed.</param>
internal sealed record LiveRoutesEvent(
    DateTimeOffset At, long Revision, string Plan, string? Problem, IReadOnlyList<CountingNode> CountedBy,
    IReadOnlyList<string> Silent, int Count, IReadOnlyList<RouteView> Routes);
