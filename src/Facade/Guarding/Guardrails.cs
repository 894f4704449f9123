using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.Platform.Plan;
using Hub.Platform.Storage;

namespace Hub.Facade.Guarding;

/// <summary>What the guardrail knows of routes, and which of them it holds back, over all nodes.</summary>
internal sealed class Guardrails(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<Guardrails>();

    /// <summary>Creates the tables.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("guardrail", Sql);

    /// <summary>
    /// Takes in what a node has counted, of all routes in one transaction; where a breach shows, holds the route back, with all
    /// that move with it. Whoever takes in what makes the breach is the only one that finds it.
    /// </summary>
    /// <returns>The routes whose breach was found.</returns>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached; what is left was not taken in.</exception>
    public async Task<IReadOnlyList<(RoutePlan Route, GuardHold Hold)>> AddAsync(IReadOnlyList<GuardNews> news)
    {
        // In one order for all nodes, so that none waits for another that waits for it.
        IReadOnlyList<GuardNews> left = [.. news.OrderBy(n => n.Route.Id, StringComparer.Ordinal)];
        List<(RoutePlan, GuardHold)> holds = [];
        while (left.Count > 0)
        {
            // Those that another node was faster with are taken in again, on top of what it has written.
            var (behind, found) = await store.Database.WriteAsync((c, t) => AddAsync(left, c, t));
            foreach (var taken in left.Except(behind, ReferenceEqualityComparer.Instance).Cast<GuardNews>())
                taken.Told();
            holds.AddRange(found);
            left = behind;
        }

        return holds;
    }

    private async Task<(IReadOnlyList<GuardNews> Left, IReadOnlyList<(RoutePlan, GuardHold)> Found)> AddAsync(
        IReadOnlyList<GuardNews> news, DbConnection connection, DbTransaction transaction)
    {
        var now = time.GetUtcNow();
        var rows = (await connection.QueryAsync<WatchRow>(
            Sql["Watch"], new { routes = news.Select(n => n.Route.Id) }, transaction)).ToDictionary(r => r.Route);
        List<GuardNews> left = [];
        List<(RoutePlan Route, GuardHold Hold)> breaches = [];
        foreach (var one in news)
        {
            var (route, row) = (one.Route.Id, rows.GetValueOrDefault(one.Route.Id));
            var (next, breach) = (row is null ? new RouteWatch() : Read(row.Watch)).Add(one.Counts, one.Limits, now);
            var saved = row is null
                ? await connection.ExecuteAsync(Sql["Begin"], new { route, watch = Write(next) }, transaction)
                : await connection.ExecuteAsync(
                    Sql["Save"], new { route, watch = Write(next), version = row.Version }, transaction);
            if (saved == 0)
                left.Add(one);
            else if (breach is not null)
                breaches.Add((one.Route, new GuardHold(route, Microseconds.Of(now), one.Stood, breach)));
        }

        List<(RoutePlan, GuardHold)> found = [];
        foreach (var (route, hold) in breaches)
        {
            var group = WriteGroup.Of(route).Select(r => r.Id).DefaultIfEmpty(route.Id);
            // The breach shows until the route stands back: whoever comes first finds it, in one order for all nodes.
            var held = await connection.ExecuteAsync(
                Sql["Hold"],
                group.Order(StringComparer.Ordinal)
                    .Select(r => new { route = r, at = hold.At, stood = hold.Stood, why = hold.Why }),
                transaction);
            if (held > 0)
                found.Add((route, hold));
        }

        return (left, found);
    }

    /// <summary>Returns the routes that are held back, by their ids.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public Task<Dictionary<string, GuardHold>> HoldsAsync() => store.Database.ReadAsync(async c =>
        (await c.QueryAsync<GuardHold>(Sql["Holds"])).ToDictionary(h => h.Route, StringComparer.Ordinal));

    /// <summary>Returns what is known of each route that is watched, by its id.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public Task<Dictionary<string, RouteWatch>> WatchesAsync() => store.Database.ReadAsync(async c =>
        (await c.QueryAsync<(string Route, string Watch)>(Sql["Watches"]))
        .ToDictionary(r => r.Route, r => Read(r.Watch), StringComparer.Ordinal));

    /// <summary>Lets routes be shifted forward again; false where none of them was held back.</summary>
    public Task<bool> ReleaseAsync(IEnumerable<string> routes) => store.Database.WriteAsync(async (c, t) =>
        await c.ExecuteAsync(Sql["Release"], routes.Select(route => new { route }), t) > 0);

    private static RouteWatch Read(string watch) => JsonSerializer.Deserialize<RouteWatch>(watch)!;

    private static string Write(RouteWatch watch) => JsonSerializer.Serialize(watch);

    private sealed record WatchRow(string Route, long Version, string Watch);
}

/// <summary>A route that the guardrail holds back.</summary>
/// <param name="Route">The route.</param>
/// <param name="At">Since when, in microseconds.</param>
/// <param name="Stood">Where it stood.</param>
/// <param name="Why">The breach.</param>
internal sealed record GuardHold(string Route, long At, string Stood, string Why)
{
    /// <summary>Since when.</summary>
    public DateTimeOffset Since => Microseconds.ToTime(At);
}

/// <summary>What a node has counted of a route since it last told.</summary>
/// <param name="Route">The route.</param>
/// <param name="Limits">Its limits.</param>
/// <param name="Counts">What was counted.</param>
/// <param name="Stood">Where it stands, in words.</param>
/// <param name="Told">Is called once it was taken in.</param>
internal sealed record GuardNews(RoutePlan Route, GuardrailPlan Limits, GuardCounts Counts, string Stood, Action Told);
