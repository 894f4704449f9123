using System.Collections.Concurrent;
using Dapper;
using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Hub.Platform.Storage;
using Hub.Platform.Surface;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.Retiring;

/// <summary>
/// Whom the legacy side of each route has answered, over all nodes: when first and last, and the longest time that they stayed
/// away. Each node counts in memory, and writes to the store every minute.
/// </summary>
internal sealed class CallersOfLegacy(HubStore store, TimeProvider time, IMessageAccounts? accounts = null)
{
    /// <summary>How many callers of a route the store tells apart.</summary>
    public const int Most = 5000;

    private const int AtOnce = 200;
    private static readonly SqlFile Sql = SqlFile.Of<CallersOfLegacy>();
    private readonly ConcurrentDictionary<string, CallersOfRoute> _routes = new(StringComparer.Ordinal);

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("legacy-callers", Sql);

    /// <summary>A route's callers on this node; kept by whoever answers for the route.</summary>
    public CallersOfRoute Of(string route) => _routes.GetOrAdd(
        route, _ => new CallersOfRoute(time, static context => CallerKey.Of(context).Group));

    /// <summary>A catch-all's callers on this node; kept by whoever answers for it.</summary>
    public CallersOfRoute Of(CatchAllPlan catchAll) =>
        _routes.GetOrAdd(NameOf(catchAll), _ => new CallersOfRoute(time, c => CatchAllCaller.Of(c, accounts)));

    /// <summary>Returns who asked by a catch-all, on whatever node, the latest first.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public Task<IReadOnlyList<LegacyCallerUse>> FindAsync(CatchAllPlan catchAll) => FindAsync(NameOf(catchAll));

    /// <summary>Returns who used the legacy side of a route, on whatever node, the latest first.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<LegacyCallerUse>> FindAsync(string route)
    {
        // Of the other nodes, what they have written a minute ago at most.
        await WriteAsync(route);
        var rows = await store.Database.ReadAsync(c => c.QueryAsync<Row>(Sql["Find"], new { route }));
        return [.. rows.Select(r => r.ToUse())];
    }

    /// <summary>
    /// Returns from when on nobody has to reckon with the callers of each route any more
    /// (<see cref="LegacyCallerUse.GoneFrom"/>), in one question for all, by what nodes have written: a minute ago at most.
    /// Routes without callers are left out.
    /// </summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> FindGoneAsync(
        IReadOnlyCollection<string> routes, TimeSpan quiet)
    {
        var row = new { routes = routes.ToArray(), quiet = quiet.Ticks / TimeSpan.TicksPerMicrosecond };
        var rows = await store.Database.ReadAsync(c => c.QueryAsync<(string Route, long GoneAt)>(Sql["Gone", c], row));
        return rows.ToDictionary(r => r.Route, r => Microseconds.ToTime(r.GoneAt), StringComparer.Ordinal);
    }

    /// <summary>Writes what is new of a route, or of all of them.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached; it is all written the next time.</exception>
    public async Task WriteAsync(string? route = null)
    {
        // In one order on every node, so that none waits for another that waits for it.
        var news = _routes.Where(r => route is null || r.Key == route)
            .SelectMany(r => r.Value.Take().Select(n => (Route: r.Key, n.Caller, n.Use, n.New)))
            .OrderBy(n => n.Route, StringComparer.Ordinal).ThenBy(n => n.Caller.Kind, StringComparer.Ordinal)
            .ThenBy(n => n.Caller.Name, StringComparer.Ordinal).ToList();
        var written = 0;
        try
        {
            // Some at once, since each transaction waits for the disk, and not all, since others wait for it.
            foreach (var some in news.Chunk(AtOnce))
            {
                await store.Database.WriteAsync(async (c, t) =>
                {
                    foreach (var (name, caller, _, uses) in some)
                        if (await c.ExecuteAsync(Sql["Save"], Row.Of(name, caller, uses), t) == 0)
                            await c.ExecuteAsync(Sql["Save"], Row.Of(name, LegacyCaller.Others, uses), t);
                    return some.Length;
                });
                written += some.Length;
            }
        }
        catch
        {
            foreach (var (_, _, use, uses) in news.Skip(written))
                use.PutBack(uses);
            throw;
        }
    }

    /// <summary>Forgets who has not come since a time.</summary>
    public Task<int> PruneAsync(DateTimeOffset before) => store.Database.WriteAsync(
        (c, t) => c.ExecuteAsync(Sql["Prune"], new { before = Microseconds.Of(before) }, t));

    // No route has a blank in its id.
    private static string NameOf(CatchAllPlan catchAll) => $"catch-all {catchAll.Host}{catchAll.Path}";

    private sealed record Row(string Kind, string Caller, long FirstSeen, long LastSeen, long LongestPause, long Requests)
    {
        public static object Of(string route, LegacyCaller caller, CallerUse.Uses uses) => new
        {
            route,
            kind = caller.Kind,
            caller = caller.Name,
            first = Microseconds.Of(new DateTimeOffset(uses.First, TimeSpan.Zero)),
            last = Microseconds.Of(new DateTimeOffset(uses.Last, TimeSpan.Zero)),
            pause = uses.Pause / TimeSpan.TicksPerMicrosecond,
            requests = uses.Requests,
            most = Most,
        };

        public LegacyCallerUse ToUse() => new(
            new LegacyCaller(Kind, Caller), Microseconds.ToTime(FirstSeen), Microseconds.ToTime(LastSeen),
            TimeSpan.FromMicroseconds(LongestPause), Requests);
    }
}

/// <summary>A caller whom the legacy side of a route has answered.</summary>
/// <param name="Caller">Who.</param>
/// <param name="First">When first, as far as it is known.</param>
/// <param name="Last">When last.</param>
/// <param name="LongestPause">The longest time that it stayed away and then came back.</param>
/// <param name="Requests">How many requests.</param>
internal sealed record LegacyCallerUse(
    LegacyCaller Caller, DateTimeOffset First, DateTimeOffset Last, TimeSpan LongestPause, long Requests)
{
    /// <summary>
    /// From when on nobody has to reckon with it any more: once it has stayed away for the quiet time and, where it has stayed
    /// away longer before, for a tenth longer than that.
    /// </summary>
    public DateTimeOffset GoneFrom(TimeSpan quiet) => Last + (LongestPause > quiet ? LongestPause * 1.1 : quiet);
}
