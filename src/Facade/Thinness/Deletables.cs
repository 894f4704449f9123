using Hub.Facade.Retiring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Thinness;

/// <summary>
/// Finds what can be deleted next: first what is left in the plan of routes that are retired, then legacy sides of routes at new
/// by when they are quiet, then those that are nearest to it. Names no caller; <c>./hub retire ROUTE --dry-run</c> does, to
/// operators.
/// </summary>
internal sealed class Deletables(CallersOfLegacy callers, SideUse use, TimeProvider time)
{
    /// <summary>Returns the first so many.</summary>
    public async Task<IReadOnlyList<Deletable>> FindAsync(RoutingSnapshot served, int most)
    {
        var routes = served.Plan.Routes
            .Select(r => (Route: r, State: served.State(r.Id)))
            .Select(r => (r.Route, r.State, Goes: GoesWith(served, r.Route)))
            // Without an entry of its own, nothing of a retired route is left.
            .Where(r => r.State.Stage != Stage.Retired || r.Goes.Count > 0).ToList();
        var atNew = routes.Where(r => r.State.Stage == Stage.New).Select(r => r.Route).ToList();
        var quietFrom = await FindQuietAsync(served.Plan, atNew);
        return
        [
            .. routes.Select(r => (r.Route, r.State, What: new Deletable(
                    r.Route.Id, r.State.Stage, r.Route.Legacy.Name.ToString(),
                    [.. Takes(r.Route, r.State, QuietFrom(r.Route), r.Goes)], r.Goes)))
                .OrderByDescending(r => r.State.Stage).ThenBy(r => r.What.Takes.Count)
                .ThenBy(r => QuietFrom(r.Route) ?? DateTimeOffset.MinValue)
                .ThenBy(r => r.Route.Capability.Link is not null).ThenByDescending(r => r.State.Percent)
                .ThenByDescending(r => r.What.Goes.Count).ThenBy(r => r.Route.Id, StringComparer.Ordinal)
                .Take(most).Select(r => r.What),
        ];

        DateTimeOffset? QuietFrom(RoutePlan route) => quietFrom.TryGetValue(route.Id, out var from) ? from : null;
    }

    private static List<CarriedEntry> GoesWith(RoutingSnapshot served, RoutePlan route) =>
        [.. CarriedEntries.Of(served.Plan, route, r => served.State(r).Stage).Where(e => e.Goes)];

    private IEnumerable<string> Takes(
        RoutePlan route, RouteState state, DateTimeOffset? quiet, IReadOnlyList<CarriedEntry> goes)
    {
        if (state.Stage < Stage.New)
            yield return $"Shift it to new: it stands at {state}.";
        if (state.Stage < Stage.Retired && route.Capability.Link is { } link)
            yield return $"Remove the link of {link.Entity} at {link.At}, once legacy needs its records no more.";
        if (quiet > time.GetUtcNow())
            yield return $"Wait until {quiet:yyyy-MM-dd HH:mm} UTC, if nobody asks its legacy side before.";
        if (state.Stage < Stage.Retired)
            yield return $"Retire it: ./hub retire {route.Id} --dry-run proves whether it is safe, and for whom it is kept.";
        yield return goes.Count > 0
            ? "Delete the entries below from the plan's files, and apply them."
            : "Nothing of the plan goes with it yet: others need what carries its legacy side.";
    }

    /// <summary>
    /// Returns from when on no caller keeps the legacy side of each route, if none comes before; those that never answered are
    /// left out. One question for all routes with the same quiet time.
    /// </summary>
    private async Task<Dictionary<string, DateTimeOffset>> FindQuietAsync(MigrationPlan plan, IReadOnlyList<RoutePlan> routes)
    {
        var found = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var alike in routes.GroupBy(r => (r.Capability.Retire ?? plan.Retire).QuietDays, r => r.Id))
        {
            var quiet = TimeSpan.FromDays(alike.Key);
            var ids = alike.ToList();
            var last = await use.FindLastAsync(ids, Side.Legacy);
            var gone = await callers.FindGoneAsync(ids, quiet);
            foreach (var id in ids)
                if (last.TryGetValue(id, out var answered))
                    found[id] = answered + quiet;
            foreach (var (id, from) in gone)
                if (!found.TryGetValue(id, out var known) || from > known)
                    found[id] = from;
        }

        return found;
    }
}
