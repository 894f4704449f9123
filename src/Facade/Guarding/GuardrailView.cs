using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Guarding;

/// <summary>A route's guardrail.</summary>
/// <param name="Route">The route.</param>
/// <param name="State"><c>off</c>, <c>waiting</c> (nobody is on the new side), <c>watching</c> or <c>stepped back</c>.</param>
/// <param name="Text">What it has seen, or why the route stepped back.</param>
/// <param name="Since">Since when; null where that says nothing.</param>
/// <param name="New">How many answers of the new side it has seen since the route came to its state.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Compared">How many requests both sides answered since then.</param>
/// <param name="Different">How many of them differently.</param>
internal sealed record GuardrailView(
    string Route, string State, string Text, DateTimeOffset? Since, long New, long Failed, long Compared, long Different)
{
    /// <summary>Makes it of what is known.</summary>
    /// <param name="snapshot">What is served.</param>
    /// <param name="route">The route.</param>
    /// <param name="watch">What is known of it; null for nothing.</param>
    /// <param name="hold">Why it is held back; null where it is not.</param>
    public static GuardrailView Of(RoutingSnapshot snapshot, RoutePlan route, RouteWatch? watch, GuardHold? hold)
    {
        var first = watch?.Errors.All ?? default;
        var compared = watch?.Mismatch.All ?? default;
        var stage = snapshot.State(route.Id).Stage;
        var isForward = stage is Stage.Canary or Stage.New;
        var (state, text) =
            hold is not null ? ("stepped back", $"from {hold.Stood}: {hold.Why}")
            : route.Capability.Guardrail is null || route.New is null ? ("off", "its capability names no guardrail")
            : !isForward ? ("waiting", "nobody is on the new side")
            : first.New < FewestTold ? ("watching", $"too little traffic to tell: {first.New} answers by new")
            : ("watching", $"{first.NewBad} of {first.New} answers by new failed, {first.LegacyBad} of {first.Legacy} by legacy");
        var isTold = isForward && state == "watching";
        return new(
            route.Id, state, text, hold?.Since ?? (isTold ? watch?.Since : null),
            isTold ? first.New : 0, isTold ? first.NewBad : 0, isTold ? compared.New : 0, isTold ? compared.NewBad : 0);
    }

    // Fewer tell nothing of a side that fails now and then.
    private const int FewestTold = 100;
}
