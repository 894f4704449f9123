using System.Data.Common;
using Hub.Facade.Cutover;
using Hub.Facade.Explaining;
using Hub.Facade.Guarding;
using Hub.Facade.Measuring;
using Hub.Facade.Watching;
using Hub.Platform.Links;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Admin;

/// <summary>Lists the routes with what they answered: on this node, or on all that answer requests.</summary>
internal sealed class RouteListing(
    CurrentRouting current, RouteTraffic traffic, SideJudge judge, OtherNodes others, ThisNode self, WaysBack waysBack,
    GuardrailViews guardrails, TimeProvider time)
{
    /// <summary>Returns the routes with what this node counted, in a form that another node can add to its own.</summary>
    public RouteViews ListHere()
    {
        var snapshot = current.Snapshot;
        return new(
            snapshot.Revision,
            snapshot.Plan.Hash,
            snapshot.Unserved?.Describe(snapshot.Revision),
            [new(self.Name, traffic.Since)],
            [],
            [.. snapshot.Plan.Routes.Select(r => View(snapshot, r))]);
    }

    /// <summary>Returns the routes with what all nodes counted.</summary>
    /// <param name="authorization">The asker's own: the other nodes decide anew whether to tell.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<RouteViews> ListAsync(string? authorization, CancellationToken cancellation)
    {
        var all = ListHere();
        try
        {
            var (found, silent) = await others.AskAsync<RouteViews>("/hub/api/routes?here=true", authorization, cancellation);
            all = found.Aggregate(all, Add) with { Silent = silent };
        }
        catch (DbException)
        {
            // Which other nodes there are is in the store. What this one counted is shown while that is away.
        }

        var (ways, guards) = (await waysBack.ListAsync(), await guardrails.FindAsync());
        var entities = current.Snapshot.Plan.Routes.ToDictionary(r => r.Id, WaysBack.EntityOf, StringComparer.Ordinal);
        return all with
        {
            Routes =
            [
                .. all.Routes.Select(r => WithoutCounts(r) with
                {
                    WayBack = entities.GetValueOrDefault(r.Id) is { } entity && ways.GetValueOrDefault(entity) is { } way
                        && IsTold(r.Stage, way)
                            ? way
                            : null,
                    Guardrail = guards.GetValueOrDefault(r.Id),
                }),
            ],
        };
    }

    // A route at legacy has no way back; what legacy still lacks after a rollback is shown.
    private static bool IsTold(Stage stage, WayBack way) =>
        stage is Stage.Canary or Stage.New || way.Verdict.State != RollbackState.Lossless;

    private RouteView View(RoutingSnapshot snapshot, RoutePlan route)
    {
        var (state, counter) = (snapshot.States[route.Id], traffic.Of(route.Id));
        var capability = route.Capability;
        return new(
            route.Id, $"{route.Match.Method} {route.Match.Path}", capability.Owner, capability.Zone.ToString().ToLowerInvariant(),
            state.Stage, state.Percent, state.Users, state.Groups,
            route.HasLegacy ? route.Legacy.Name.ToString() : null, route.New?.Name.ToString(), counter.Counts,
            new(LegacyOf(route, counter.Of(Side.Legacy)), route.New is { } side ? View(side, counter.Of(Side.New)) : null))
        {
            Capability = capability.Name,
            Pace = capability.Pace.ToString().ToLowerInvariant(),
            Wave = NextWave.Of(route, state.Stage, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)),
            Handover = state.Handover is { } handover ? new(handover.To.Stage, handover.IsBack, handover.Until) : null,
        };
    }

    // Without a legacy side nothing was answered there, and the new side's name would mislead.
    private SideView LegacyOf(RoutePlan route, SideTraffic answers)
    {
        var view = View(route.Legacy, answers);
        return route.HasLegacy ? view : view with { Name = "none" };
    }

    private SideView View(SideTarget side, SideTraffic answers) => SideView.Of(side, judge.Judge(side, [answers]), answers);

    private static RouteViews Add(RouteViews sum, RouteViews other)
    {
        var theirs = other.Routes.ToDictionary(r => r.Id, StringComparer.Ordinal);
        return sum with
        {
            CountedBy = [.. sum.CountedBy, .. other.CountedBy],
            Routes =
            [
                .. sum.Routes.Select(r => theirs.TryGetValue(r.Id, out var view) ? r.Plus(view, other.CountedBy[0].Node) : r),
            ],
        };
    }

    private static RouteView WithoutCounts(RouteView route) =>
        route with { Sides = new(WithoutCounts(route.Sides.Legacy), route.Sides.New is { } side ? WithoutCounts(side) : null) };

    private static SideView WithoutCounts(SideView side) => side with { Lately = side.Lately with { Counts = null } };
}
