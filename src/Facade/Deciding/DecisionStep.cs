using Hub.Facade.Access;
using Hub.Facade.Answers;
using Hub.Facade.OwnWrites;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Deciding;

/// <summary>Decides which side answers, by the route's flag, the request's cohort key and its caller.</summary>
/// <param name="callers">Knows what a decision may depend on.</param>
/// <param name="keys">Remembers the route's cohort keys.</param>
/// <param name="route">The route.</param>
/// <param name="held">Where a write waits whose record changes its owner.</param>
/// <param name="inFlight">Counts the route's requests in flight.</param>
/// <param name="own">Lets callers read what they wrote; null where no side can be behind the other.</param>
internal sealed class DecisionStep(
    Callers callers, RecentKeys.Ring keys, RoutePlan route, HeldWrites held, RouteInFlight inFlight,
    OwnWritesOfRoute? own = null) : IRouteStep
{
    private readonly LinkPlan? _written = route.IsWrite ? route.Capability.Link : null;
    private readonly CohortKey? _key = route.Capability.Cohort is { } cohort ? new CohortKey(cohort) : null;

    public async ValueTask<bool> PassAsync(RoutedRequest request)
    {
        var flag = request.Snapshot.Flag(route.Id);
        var (key, refused) = _key is null
            ? default
            : await _key.ReadAsync(request.Context.Request, flag.NeedsKey, welcome: _key.ReadsBody && keys.Wants);
        var caller = Caller.Unknown;
        if (refused is null)
            (caller, refused) = await callers.FindAsync(request.Context, route, request.Snapshot, flag);
        if (refused is not null)
        {
            await RefuseAsync(request, refused);
            return false;
        }

        request.CohortKey = key;
        if (key is not null)
            keys.Add(key, request.Started);
        var decision = flag.Decide(key, caller);
        if (_written is { } link)
        {
            switch (LinkedWrite.Judge(flag, key, caller, decision.Side))
            {
                case (LinkedWriteVerdict.Waits, _):
                    return await WaitAsync(request, link);
                case (LinkedWriteVerdict.NotOwner, var owner):
                    await RefuseAsync(request, new Refusal(StatusCodes.Status409Conflict, NotOwner(decision.Side, owner)));
                    return false;
            }

            own?.Note(request.Context, request.Snapshot, key, caller, decision.Side);
        }
        else if (own is not null && decision.Rule != DecisionRule.Forced)
        {
            var side = await own.FindAsync(request.Context, request.Snapshot, key, caller, decision.Side);
            if (side != decision.Side && Callers.WhyNot(side, route, request.Snapshot.State(route.Id).Stage) is null)
                decision = decision with { Side = side, Rule = DecisionRule.OwnWrite };
        }

        request.Decide(decision);
        return true;
    }

    /// <summary>Holds a write until its record's owner is settled, and decides it then.</summary>
    private async ValueTask<bool> WaitAsync(RoutedRequest request, LinkPlan link)
    {
        if (await held.WaitAsync(request, link.Hold))
        {
            request.Reenter(inFlight);
            return await PassAsync(request);
        }

        request.Context.Response.Headers.RetryAfter = "1";
        await RefuseAsync(request, new Refusal(
            StatusCodes.Status503ServiceUnavailable,
            $"{route.Capability.Name} changes the side that takes its writes, and the request has waited as long as it may. "
            + "Nothing was done; send it again."));
        return false;
    }

    private string NotOwner(Side asked, Side owner) =>
        $"{route.Id} writes a record that both sides keep, and the {Name(owner)} side owns it now: "
        + $"what the {Name(asked)} side took besides would be in conflict with that.";

    private static string Name(Side side) => side == Side.New ? "new" : "legacy";

    private static Task RefuseAsync(RoutedRequest request, Refusal refused)
    {
        if (refused.AcceptEncoding is { } codings)
            request.Context.Response.Headers.AcceptEncoding = codings;
        return Problems.WriteAsync(request.Context, refused.Status, refused.Why);
    }
}
