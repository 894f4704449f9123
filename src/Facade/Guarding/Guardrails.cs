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
    /// Takes in what a node has counted; where a breach shows, holds the route back, with all that move with it. Whoever takes in
    /// what makes the breach is the only one that finds it.
    /// </summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached; nothing was taken in.</exception>
    public async Task<GuardHold?> AddAsync(RoutePlan route, GuardrailPlan limits, GuardCounts counted, string stood)
    {
        while (true)
        {
            var (isTaken, hold) = await store.Database.WriteAsync<(bool, GuardHold?)>(async (c, t) =>
            {
                var row = await c.QuerySingleOrDefaultAsync<WatchRow>(Sql["Watch"], new { route = route.Id }, t);
                var now = time.GetUtcNow();
                var (next, breach) = (row is null ? new RouteWatch() : Read(row.Watch)).Add(counted, limits, now);
                var saved = row is null
                    ? await c.ExecuteAsync(Sql["Begin"], new { route = route.Id, watch = Write(next) }, t)
                    : await c.ExecuteAsync(Sql["Save"], new { route = route.Id, watch = Write(next), version = row.Version }, t);
                if (saved == 0 || breach is null)
                    return (saved > 0, null);
                var found = new GuardHold(route.Id, Microseconds.Of(now), stood, breach);
                var group = WriteGroup.Of(route).Select(r => r.Id).DefaultIfEmpty(route.Id);
                // The breach shows until the route stands back: whoever comes first finds it, in one order for all nodes.
                var held = await c.ExecuteAsync(
                    Sql["Hold"],
                    group.Order(StringComparer.Ordinal).Select(r => new { route = r, at = found.At, stood, why = breach }), t);
                return (true, held > 0 ? found : null);
            });
            if (isTaken)
                return hold;
        }
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

    private sealed record WatchRow(long Version, string Watch);
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
