using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>
/// Where a side has a path of its own, every route that goes there has the values in it; and there are no more routes than a
/// node can hold ready.
/// </summary>
internal sealed class SidePathsFitRoutes : IPlanRule
{
    private const int MostRoutes = 10_000;

    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        if (plan.Routes.Skip(MostRoutes).FirstOrDefault() is { } beyond)
            errors.Add(
                beyond.At,
                $"a plan has {MostRoutes} routes at most, and this is one more; "
                + "what the hub need not tell apart goes through a catch-all of hub.yaml");
        // What is no path has been told where it stands.
        foreach (var route in errors.Count > 0 ? [] : plan.Routes)
            Check(route, errors);
    }

    private static void Check(RoutePlan route, PlanErrors errors)
    {
        foreach (var side in new[] { route.Legacy, route.New })
        {
            if (side is { Address: not null, Path: { } path } && SidePath.FindMissing(path, route.Match.Path) is { } missing)
                errors.Add(
                    route.At,
                    $"route '{route.Id}' has no '{missing}' in its path {Spelling.Shorten(route.Match.Path)}, "
                    + $"and its side is asked at {Spelling.Shorten(path)}: write {{{missing}?}} there, or put the route "
                    + "into a capability whose side has another path");
        }
    }
}
