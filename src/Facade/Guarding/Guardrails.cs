using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

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
            var judged = await JudgeAsync(left);
            var (behind, found) = await store.Database.WriteAsync((c, t) => SaveAsync(judged, c, t));
            foreach (var taken in judged.Select(j => j.News).Except(behind))
                taken.Told();
            holds.AddRange(found);
            // Those that another node was faster with are taken in again, on top of what it has written.
            left = behind;
        }

        return holds;
    }

    // Before the transaction, which others wait for.
    private async Task<IReadOnlyList<Judged>> JudgeAsync(IReadOnlyList<GuardNews> news)
    {
        var now = time.GetUtcNow();
        var rows = await store.Database.ReadAsync(async c => (await c.QueryAsync<WatchRow>(
            Sql["Watch", c], new { routes = news.Select(n => n.Route.Id).ToArray() })).ToDictionary(r => r.Route));
        List<Judged> judged = [];
        foreach (var one in news)
        {
            var row = rows.GetValueOrDefault(one.Route.Id);
            var (next, breach) = (row is null ? new RouteWatch() : Read(row.Watch)).Add(one.Counts, one.Limits, now);
            judged.Add(new(
                one, row?.Version, Write(next),
                breach is null ? null : new GuardHold(one.Route.Id, Microseconds.Of(now), one.Stood, breach)));
        }

        return judged;
    }

    private static async Task<(IReadOnlyList<GuardNews> Behind, IReadOnlyList<(RoutePlan, GuardHold)> Found)> SaveAsync(
        IReadOnlyList<Judged> judged, DbConnection connection, DbTransaction transaction)
    {
        List<GuardNews> behind = [];
        List<(RoutePlan Route, GuardHold Hold)> breaches = [];
        foreach (var (news, version, watch, hold) in judged)
        {
            var route = news.Route.Id;
            if (await connection.ExecuteAsync(
                Sql[version is null ? "Begin" : "Save"], new { route, watch, version = version ?? 0 }, transaction) == 0)
                behind.Add(news);
            else if (hold is not null)
                breaches.Add((news.Route, hold));
        }

        List<(RoutePlan, GuardHold)> found = [];
        foreach (var (route, hold) in breaches)
        {
            var group = WriteGroup.Of(route).Select(r => r.Id).DefaultIfEmpty(route.Id);
            // The breach shows until the route stands back: whoever comes first finds it, in one order for all nodes.
            if (await connection.ExecuteAsync(
                Sql["Hold"],
                group.Order(StringComparer.Ordinal)
                    .Select(r => new { route = r, at = hold.At, stood = hold.Stood, why = hold.Why }),
                transaction) > 0)
                found.Add((route, hold));
        }

        return (behind, found);
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

    // What cannot be read is begun anew: one route's row ends the watch of no other.
    private static RouteWatch Read(string watch)
    {
        try
        {
            return JsonSerializer.Deserialize<RouteWatch>(watch) ?? new RouteWatch();
        }
        catch (JsonException)
        {
            return new RouteWatch();
        }
    }

    private static string Write(RouteWatch watch) => JsonSerializer.Serialize(watch);

    /// <param name="News">What was counted.</param>
    /// <param name="Version">The version that it was taken in on top of; null for the first.</param>
    /// <param name="Watch">What is known then.</param>
    /// <param name="Hold">The breach that shows in it, or null.</param>
    private sealed record Judged(GuardNews News, long? Version, string Watch, GuardHold? Hold);

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
internal sealed record GuardNews(RoutePlan Route, GuardrailPlan Limits, GuardCounts Counts, string Stood, Action Told)
{
    /// <inheritdoc />
    public bool Equals(GuardNews? other) => ReferenceEquals(this, other);

    /// <inheritdoc />
    public override int GetHashCode() => Route.Id.GetHashCode(StringComparison.Ordinal);
}
