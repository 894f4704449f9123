using Hub.Facade.Forwarding;
using Hub.Platform.Routing;

namespace Hub.Facade.Admin;

/// <summary>All routes as the migration team sees them.</summary>
/// <param name="Revision">The revision whose plan is served.</param>
/// <param name="Plan">The plan's hash.</param>
/// <param name="Problem">Why this node does not serve the store's newest revision, or null.</param>
/// <param name="Routes">The plan's routes.</param>
internal sealed record RouteViews(long Revision, string Plan, string? Problem, IReadOnlyList<RouteView> Routes)
{
    public static RouteViews Of(RoutingSnapshot snapshot, RouteTraffic traffic) => new(
        snapshot.Revision,
        snapshot.Plan.Hash,
        snapshot.Unserved?.Describe(snapshot.Revision),
        [.. snapshot.Plan.Capabilities.SelectMany(c => c.Routes.Select(r => new RouteView(
            r.Id,
            $"{r.Match.Method} {r.Match.Path}",
            c.Owner,
            c.Zone.ToString().ToLowerInvariant(),
            snapshot.States[r.Id].Stage,
            snapshot.States[r.Id].Percent,
            snapshot.States[r.Id].Users,
            snapshot.States[r.Id].Groups,
            r.Legacy.Name,
            r.New?.Name,
            traffic.Of(r.Id).Counts)))]);
}

/// <summary>A route: where it stands and what it answered.</summary>
internal sealed record RouteView(
    string Id,
    string Match,
    string Owner,
    string Zone,
    Stage Stage,
    double Percent,
    IReadOnlyList<string> Users,
    IReadOnlyList<string> Groups,
    string Legacy,
    string? New,
    RouteCounts Traffic);
