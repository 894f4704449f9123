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
    // Each asks the store.
    private const int MostAsked = 50;

    /// <summary>Returns the first so many.</summary>
    public async Task<IReadOnlyList<Deletable>> FindAsync(RoutingSnapshot served, int most)
    {
        var nearest = served.Plan.Routes
            .Select(r => (Route: r, State: served.State(r.Id)))
            .Select(r => (r.Route, r.State, Goes: GoesWith(served, r.Route)))
            // Without an entry of its own, nothing of a retired route is left.
            .Where(r => r.State.Stage != Stage.Retired || r.Goes.Count > 0)
            .OrderByDescending(r => r.State.Stage).ThenBy(r => r.Route.Capability.Link is not null)
            .ThenByDescending(r => r.State.Percent).ThenByDescending(r => r.Goes.Count)
            .ThenBy(r => r.Route.Id, StringComparer.Ordinal).Take(MostAsked).ToList();
        var found = new List<(Deletable What, DateTimeOffset From)>();
        foreach (var (route, state, goes) in nearest)
        {
            var quiet = state.Stage == Stage.New ? await FindQuietAsync(served.Plan, route) : null;
            found.Add((
                new(route.Id, state.Stage, route.Legacy.Name.ToString(), [.. Takes(route, state, quiet, goes)], goes),
                quiet ?? DateTimeOffset.MinValue));
        }

        return
        [
            .. found.OrderByDescending(f => f.What.Stage).ThenBy(f => f.What.Takes.Count).ThenBy(f => f.From).Take(most)
                .Select(f => f.What),
        ];
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

    /// <summary>Returns from when on no caller keeps a legacy side, if none comes before; null where it never answered.</summary>
    private async Task<DateTimeOffset?> FindQuietAsync(MigrationPlan plan, RoutePlan route)
    {
        var quiet = TimeSpan.FromDays((route.Capability.Retire ?? plan.Retire).QuietDays);
        var known = await callers.FindAsync(route.Id);
        var last = await use.FindLastAsync(route.Id, Side.Legacy);
        return known.Select(c => (DateTimeOffset?)c.GoneFrom(quiet)).Append(last + quiet).Max();
    }
}
