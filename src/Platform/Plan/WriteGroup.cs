using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>
/// The routes that write one linked entity. They stand at one state and move together, so that each record has one owner.
/// </summary>
public static class WriteGroup
{
    /// <summary>Returns the routes that move with a route, itself among them; none where it moves alone.</summary>
    public static ImmutableArray<RoutePlan> Of(RoutePlan route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return IsIn(route) ? [.. route.Capability.Routes.Where(IsIn)] : [];
    }

    private static bool IsIn(RoutePlan route) => route.Capability.Link is not null && route.IsWrite && route.New is not null;
}
