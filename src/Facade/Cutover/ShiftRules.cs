using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Cutover;

/// <summary>
/// Which shifts are possible by where a route stands and what its plan says, and why others are not. The way back is
/// always open but from retired.
/// </summary>
internal static class ShiftRules
{
    /// <summary>Why a route cannot be shifted to a state, or null when it can.</summary>
    public static string? Refuse(MigrationPlan plan, RoutePlan route, RouteState from, RouteState to)
    {
        if (!route.HasLegacy)
            return $"{route.Id} has no legacy side, so there is nothing to shift or to roll back to: "
                + "it stands at retired for good.";
        if (from.Stage == Stage.Retired)
            return $"{route.Id} is retired, and from there is no way back: its legacy side was given up and may be gone. "
                + "To bring it back, declare it under another id whose legacy side is known to be true.";
        if (WhyImpossible(plan, route, to) is { } impossible)
            return impossible;
        if (!from.IsForwardTo(to))
            return null;
        if (to.Stage == Stage.Retired && from.Stage != Stage.New)
            return $"{route.Id} cannot be retired, for it stands at {from}: "
                + "shift it to new first, and let it stand there until nobody needs the way back.";
        return null;
    }

    /// <summary>
    /// What whoever shifts a route forward should know although it keeps nobody from it; null where there is nothing.
    /// </summary>
    public static IReadOnlyList<string>? NotesOf(RoutePlan route, RouteState from, RouteState to) =>
        !from.IsForwardTo(to) ? null
        : WritesAreLinked.WhyOneSided(route) is { } why ? [$"{route.Id} writes, and {why}."]
        : to.Stage == Stage.Shadow && route is { IsWrite: true, DryRun: false }
            ? [$"{route.Id} writes, and its new side is not asked to try a write: the record that each write leaves behind is "
                + "read from both sides once sync has brought it over."]
        : null;

    /// <summary>Why a route cannot stand at a state at all by its plan, wherever it comes from; null when it can.</summary>
    public static string? WhyImpossible(MigrationPlan plan, RoutePlan route, RouteState state)
    {
        var cohort = route.Capability.Cohort;
        return state.Stage switch
        {
            Stage.Legacy => null,
            _ when route.New is null =>
                $"{route.Id} has no new side: name one under 'sides' in its capability's plan, "
                + "and let the route not say 'new: none'.",
            Stage.Shadow when route is { IsWrite: true, DryRun: false } && route.Capability.Link is null =>
                $"{route.Id} cannot stand at shadow: it writes, and a write is never sent twice. Where the new side can try one "
                + $"without carrying it out (Prefer: dry-run), say 'dryRun: true' at {route.At}; with a 'link' that keeps both "
                + "sides in step, the records that its writes leave behind are compared.",
            Stage.Canary when cohort is null =>
                $"{route.Id} cannot stand at canary: "
                + $"without 'cohort' in {route.At.File} no request has a key, and all would stay on legacy.",
            Stage.Canary when !state.Groups.IsEmpty && cohort.Groups is null =>
                $"{route.Id} cannot name groups: nothing says where a caller's groups come from that can be trusted. "
                + $"Add 'groups: header NAME' to 'cohort' in {route.At.File}, if what stands before the hub sets that header.",
            Stage.Canary when (state.Percent is > 0 and < 100 || state.Users.Length + state.Groups.Length > 0)
                && LinkedWrites.WhyUndivided(plan, route) is { } why =>
                $"{route.Id} can stand at 0 or 100 % only: it writes records that both sides keep, and any share between needs a "
                        + $"cohort key that request and record have in common, but {why}.",
            Stage.Canary when (state.Percent is > 0 and < 100 || state.Users.Length + state.Groups.Length > 0)
                && LinkedWrites.WhyNotHandedOver(plan, route) is { } how =>
                $"{route.Id} can stand at 0 or 100 % only: its records cannot be handed over, as {how}.",
            _ => null,
        };
    }
}
