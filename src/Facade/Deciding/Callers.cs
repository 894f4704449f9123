using System.Collections.Immutable;
using Hub.Facade.Access;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.Platform.Surface;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Deciding;

/// <summary>
/// What a decision may know of a request's caller: the side it may force, and the groups that the plan trusts it to be in.
/// </summary>
internal sealed class Callers(ForcingRight right)
{
    /// <summary>
    /// The caller, or why the request is refused. Most requests name neither side nor group, and cost nothing here.
    /// </summary>
    public ValueTask<(Caller Caller, Refusal? Refused)> FindAsync(
        HttpContext context, RoutePlan route, RoutingSnapshot snapshot, CompiledFlag flag)
    {
        var groups = flag.NeedsGroups && route.Capability.Cohort?.Groups is { } source ? ReadGroups(context, source) : [];
        return context.Features.Get<AskedSide>() is { } asked
            ? ForceAsync(asked, groups, route, snapshot.State(route.Id).Stage)
            : ValueTask.FromResult((new Caller(Forced: null, groups), (Refusal?)null));
    }

    private async ValueTask<(Caller, Refusal?)> ForceAsync(
        AskedSide asked, ImmutableArray<string> groups, RoutePlan route, Stage stage)
    {
        var unforced = new Caller(Forced: null, groups);
        // Who asks with a token means it: an answer by another side than the one asked for would mislead.
        if (!await right.HasAsync(asked.Token, route.Capability.Name))
            return (unforced, new Refusal(
                StatusCodes.Status403Forbidden,
                $"This {HubHeaders.Token} gives no right to choose the side of {route.Id}."));
        Side? side = asked.Use.ToLowerInvariant() switch { "legacy" => Side.Legacy, "new" => Side.New, _ => null };
        return side is null ? (unforced, new Refusal(StatusCodes.Status400BadRequest, $"{HubHeaders.Use} is legacy or new."))
            : stage == Stage.Retired && side == Side.New ? (unforced, null)
            : WhyNot(side.Value, route, stage) is { } why
                ? (unforced, new Refusal(StatusCodes.Status409Conflict, why))
            : (unforced with { Forced = side }, null);
    }

    /// <summary>Returns why a side of a route may not be asked, whoever wants it; or null.</summary>
    public static string? WhyNot(Side side, RoutePlan route, Stage stage) => side switch
    {
        Side.Legacy when stage == Stage.Retired => $"{route.Id} is retired: its legacy side is not asked any more.",
        Side.New when route.New is null => $"{route.Id} has no new side.",
        Side.New when route.Capability.Link is { BothWays: false } && route.IsWrite =>
            $"{route.Id} writes, and changes of {route.Capability.Name} flow from legacy to new only: "
            + "what the new side took would be lost.",
        _ => null,
    };

    private static ImmutableArray<string> ReadGroups(HttpContext context, CohortSource source)
    {
        var named = source.Kind == CohortSourceKind.Claim
            ? context.User.FindAll(source.Name).Select(c => c.Value)
            : context.Request.Headers[source.Name].SelectMany(v => HeaderText.Of(v ?? "").Split(','));
        return [.. named.Select(g => g.Trim()).Where(g => g.Length > 0)];
    }
}
