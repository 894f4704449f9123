using Hub.Facade.Forwarding;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>A route's request, straight through: which key, which side, on to it, counted.</summary>
internal sealed class RouteRequests(CurrentRouting current, SideRequests sides, RouteTraffic traffic)
{
    /// <summary>The delegate that answers a route.</summary>
    public RequestDelegate For(RoutePlan route, CohortPlan? cohort)
    {
        var legacy = sides.For(route, route.Legacy);
        var @new = route.New is null ? legacy : sides.For(route, route.New);
        var counter = traffic.Of(route.Id);
        var key = cohort is null ? null : new CohortKey(cohort);
        return async context =>
        {
            var snapshot = current.Snapshot;
            var flag = snapshot.Flag(route.Id);
            var (cohortKey, refused) = key is null ? default : await key.ReadAsync(context.Request, flag.NeedsKey);
            if (refused is not null)
            {
                await Problems.WriteAsync(context, StatusCodes.Status400BadRequest, refused);
                return;
            }

            var decision = flag.Decide(cohortKey, Caller.Unknown);
            if (snapshot.Plan.Expose)
                Expose(context.Response.Headers, route.Id, decision.Side, snapshot.Revision);
            await (decision.Side == Side.Legacy ? legacy : @new)(context);
            counter.Add(decision.Side, context.Response.StatusCode);
        };
    }

    private static void Expose(IHeaderDictionary headers, string route, Side side, long revision)
    {
        headers["X-Hub-Route"] = route;
        headers["X-Hub-Side"] = side == Side.Legacy ? "legacy" : "new";
        headers["X-Hub-Revision"] = revision.ToString();
    }
}
