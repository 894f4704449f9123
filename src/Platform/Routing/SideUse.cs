using System.Collections.Concurrent;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Routing;

/// <summary>
/// When each side of each route last answered a request, over all nodes. A request costs a comparison; each node writes
/// what is new to the store at most once a minute.
/// </summary>
public sealed class SideUse(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<SideUse>();
    private readonly ConcurrentDictionary<string, RouteUse> _routes = new(StringComparer.Ordinal);

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("side-use", Sql);

    /// <summary>A route's use; kept by whoever answers for the route.</summary>
    public RouteUse Of(string route) => _routes.GetOrAdd(route, _ => new RouteUse());

    /// <summary>When a side last answered a request of a route, on whatever node; null where it never did.</summary>
    public async Task<DateTimeOffset?> FindLastAsync(string route, Side side)
    {
        var stored = await store.Database.ReadAsync(
            c => c.QuerySingleOrDefaultAsync<long?>(Sql["Find"], new { route, side = Name(side) }));
        return Later(stored, route, side);
    }

    /// <summary>When a side last answered a request of each route, in one question; without those where it never did.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> FindLastAsync(IReadOnlyCollection<string> routes, Side side)
    {
        var row = new { routes = routes.ToArray(), side = Name(side) };
        var stored = (await store.Database.ReadAsync(c => c.QueryAsync<(string Route, long LastSeen)>(Sql["FindOfMany", c], row)))
            .ToDictionary(r => r.Route, r => (long?)r.LastSeen, StringComparer.Ordinal);
        return routes.Select(r => (Route: r, Last: Later(stored.GetValueOrDefault(r), r, side))).Where(r => r.Last is not null)
            .ToDictionary(r => r.Route, r => r.Last!.Value, StringComparer.Ordinal);
    }

    private DateTimeOffset? Later(long? stored, string route, Side side)
    {
        var here = _routes.TryGetValue(route, out var use) ? use.Last(side) : null;
        return stored is { } at && (here is null || Microseconds.ToTime(at) > here) ? Microseconds.ToTime(at) : here;
    }

    /// <summary>Writes what has been used since it was last written.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached; it is all written the next time.</exception>
    public async Task WriteAsync()
    {
        // In one order on every node, so that none waits for another that waits for it.
        var news = _routes.OrderBy(r => r.Key, StringComparer.Ordinal)
            .SelectMany(r => new[] { Side.Legacy, Side.New }.Select(
                side => (Route: r.Key, Side: side, Use: r.Value, At: r.Value.Unwritten(side))))
            .Where(n => n.At is not null).ToList();
        if (news.Count == 0)
            return;
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(
            Sql["Save"], news.Select(n => new { route = n.Route, side = Name(n.Side), at = Microseconds.Of(n.At!.Value) }), t));
        foreach (var (_, side, use, at) in news)
            use.Written(side, at!.Value);
    }

    private static string Name(Side side) => side == Side.Legacy ? "legacy" : "new";
}

/// <summary>When each side of one route last answered a request on this node.</summary>
public sealed class RouteUse
{
    // Finer than this nobody asks, and a value that is seldom written stays in every processor's cache.
    private static readonly long Step = TimeSpan.TicksPerSecond;
    private readonly long[] _last = new long[2];
    private readonly long[] _written = new long[2];

    /// <summary>A side has answered a request.</summary>
    public void Seen(Side side, DateTimeOffset at)
    {
        ref var last = ref _last[(int)side];
        if (at.UtcTicks - Volatile.Read(ref last) >= Step)
            Volatile.Write(ref last, at.UtcTicks);
    }

    internal DateTimeOffset? Last(Side side) =>
        Volatile.Read(ref _last[(int)side]) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    internal DateTimeOffset? Unwritten(Side side) => Last(side) is { } last && last.UtcTicks > _written[(int)side] ? last : null;

    internal void Written(Side side, DateTimeOffset at) => _written[(int)side] = at.UtcTicks;
}
