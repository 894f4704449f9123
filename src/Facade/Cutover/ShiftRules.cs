using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Cutover;

/// <summary>Which shifts are possible, and why others are not. The way back always is.</summary>
internal static class ShiftRules
{
    /// <summary>Why a route cannot be shifted to a state, or null when it can.</summary>
    public static string? Refuse(RoutePlan route, RouteState from, RouteState to) => to.Stage switch
    {
        _ when Exposure(to) <= Exposure(from) && to.Stage is Stage.Legacy or Stage.Canary => null,
        Stage.Shadow => "Stage 'shadow' is not offered by this version of the hub: it does not compare sides yet.",
        Stage.Retired => $"{route.Id} cannot be retired: nothing yet proves that its legacy side is unused.",
        _ when route.New is null => $"{route.Id} has no new side: name one under 'sides' in its capability's plan.",
        _ => null,
    };

    /// <summary>
    /// Whether a shift puts more on the new side, or ends the way back. In zone inside that takes a second person.
    /// </summary>
    public static bool IsForward(RouteState from, RouteState to) =>
        Exposure(to) > Exposure(from)
        || (to.Stage == Stage.Retired && from.Stage != Stage.Retired)
        || (to.Stage == Stage.Canary && Exposure(from) < 100
            && (to.Users.Except(Named(from).Users).Any() || to.Groups.Except(Named(from).Groups).Any()));

    /// <summary>Users and groups count at canary only.</summary>
    private static RouteState Named(RouteState state) => state.Stage == Stage.Canary ? state : RouteState.Initial;

    /// <summary>The share of traffic that a state puts on the new side, in percent.</summary>
    private static double Exposure(RouteState state) => state.Stage switch
    {
        Stage.Canary => state.Percent,
        Stage.New or Stage.Retired => 100,
        _ => 0,
    };
}
