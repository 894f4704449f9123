using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Shadowing;

/// <summary>Tells which share of a route's requests is asked of the other side as well, by where the route stands.</summary>
internal static class ShadowedShare
{
    /// <summary>Returns the share, 0 to 1: of what the legacy side answered, and of what the new side did.</summary>
    public static double Of(RoutePlan route, Stage stage) =>
        // A write is tried by the side that does not carry it out, where that can be, and never carried out twice.
        route.IsWrite && !IsTried(route, stage) ? 0 : AskedOf(route, stage);

    /// <summary>
    /// Returns the share of a route's writes, 0 to 1, of which both sides are asked for the record afterwards: of those that no
    /// side can be asked to try.
    /// </summary>
    public static double OfLeftBehind(RoutePlan route, Stage stage) => route.IsWrite ? AskedOf(route, stage) : 0;

    /// <summary>Returns whether the side that does not carry a write out is asked to try it.</summary>
    public static bool IsTried(RoutePlan route, Stage stage) =>
        stage == Stage.Shadow ? route.DryRun : route.DryRunOfLegacy;

    private static double AskedOf(RoutePlan route, Stage stage) => stage switch
    {
        _ when route.New is null => 0,
        Stage.Shadow => route.Capability.Shadow.Share,
        // The legacy side is left alone unless the plan says that the route is watched after the shift.
        Stage.Canary or Stage.New => route.Capability.Shadow.AfterShift
            ?? (route.Capability.Guardrail is null && !Soaks(route, stage) ? 0 : ShadowPlan.DefaultAfterShift),
        _ => 0,
    };

    // A gate that asks for answers compared at canary would never be passed without them.
    private static bool Soaks(RoutePlan route, Stage stage) =>
        stage == Stage.Canary
        && new[] { route.GateBefore("canary"), route.GateBefore("new") }.Any(g => g?.Evidence?.Soak > TimeSpan.Zero);

    /// <summary>Returns whether the nth request is of the sample: the first, and that share of all, spread evenly.</summary>
    public static bool Takes(long nth, double share) => Math.Ceiling(nth * share) > Math.Ceiling((nth - 1) * share);
}
