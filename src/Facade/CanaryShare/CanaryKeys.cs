using System.Collections.Concurrent;
using Dapper;
using Hub.Facade.Measuring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.CanaryShare;

/// <summary>
/// Counts which share of a canary's cohort keys the new side answers, over all nodes: each writes its own counts to the store.
/// Keys are kept as hashes of 62 bits: whoever reads the store and guesses a key can tell that it was seen.
/// </summary>
internal sealed class CanaryKeys
{
    // Evidence is kept no longer.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);
    private static readonly SqlFile Sql = SqlFile.Of<CanaryKeys>();
    private readonly HubStore _store;
    private readonly RevisionLog _revisions;
    private readonly TimeProvider _time;
    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, CanaryOfRoute> _routes = new(StringComparer.Ordinal);

    public CanaryKeys(HubStore store, RevisionLog revisions, CurrentRouting current, TimeProvider time)
    {
        (_store, _revisions, _time) = (store, revisions, time);
        // A route that comes back to a percentage begins anew, also where nobody asked in between.
        current.Changed += (snapshot, _) =>
        {
            foreach (var canary in _routes.Values)
                canary.Leave(snapshot);
        };
    }

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => _store.Database.MigrateAsync("canary-keys", Sql);

    /// <summary>Returns what counts a route's canary; kept by whoever answers for the route.</summary>
    public CanaryOfRoute Of(RoutePlan route) => _routes.GetOrAdd(route.Id, id => new CanaryOfRoute(id));

    /// <summary>
    /// Returns what all nodes have counted since the route came to its percentage: of the others, what they have written. Null
    /// where the route stands at another stage, and where nobody was answered.
    /// </summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<CanaryShareView?> ReadAsync(RoutingSnapshot served, RoutePlan route)
    {
        var state = served.State(route.Id);
        if (state.Stage != Stage.Canary)
            return null;
        var name = MeasuredState.NameOf(served, route.Id);
        var enough = _time.GetUtcNow() - Longest;
        var began = (await _revisions.FindFirstOfStateAsync(route.Id, s => s == state with { Handover = null }, enough))?.Number;
        var rows = await _store.Database.ReadAsync(c => c.QueryAsync<Row>(Sql["Find"], new { route = route.Id, state = name }));
        var sample = new KeySample();
        var (requests, withoutKey) = (0L, 0L);
        if (_routes.GetValueOrDefault(route.Id)?.Read() is { } here && here.Name == name && here.Tally.Began >= began)
        {
            sample.Add(here.Tally.Sample);
            (requests, withoutKey) = (here.Tally.Requests, here.Tally.WithoutKey);
            rows = rows.Where(r => r.Run != _run);
        }

        // Counts from before it left and came back speak of another time.
        foreach (var row in rows.Where(r => r.Began >= began))
        {
            sample.Add(KeySample.Read(row.Sample));
            (requests, withoutKey) = (requests + row.Requests, withoutKey + row.WithoutKey);
        }

        return CanaryShareView.Of(new CountedCanary(sample, requests, withoutKey), state.Percent);
    }

    /// <summary>Writes what is not in the store yet.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached; it is all written the next time.</exception>
    public async Task WriteAsync()
    {
        var news = _routes.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (Route: r.Key, Counted: r.Value.Read()))
            .Where(r => r.Counted?.Tally.IsUnwritten == true)
            .Select(r => (r.Route, r.Counted!.Name, r.Counted.Tally, r.Counted.Tally.Requests)).ToList();
        if (news.Count == 0)
            return;
        await _store.Database.WriteAsync((c, t) => c.ExecuteAsync(
            Sql["Save"],
            news.Select(n => new
            {
                route = n.Route,
                state = n.Name,
                run = _run,
                began = n.Tally.Began,
                sample = n.Tally.Sample.Write(),
                requests = n.Requests,
                withoutKey = Math.Min(n.Tally.WithoutKey, n.Requests),
                at = Microseconds.Of(_time.GetUtcNow()),
            }),
            t));
        foreach (var (_, _, tally, requests) in news)
            tally.Wrote(requests);
    }

    /// <summary>Forgets what was counted before a time.</summary>
    public Task<int> PruneAsync(DateTimeOffset before) =>
        _store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Prune"], new { before = Microseconds.Of(before) }, t));

    private sealed record Row(string Run, long Began, string Sample, long Requests, long WithoutKey);
}
