using System.Diagnostics;
using Hub.Facade.Access;
using Hub.Facade.Addressing;
using Hub.Facade.Explaining;
using Hub.Facade.Forwarding;
using Hub.Facade.Protecting;
using Hub.Platform.Idempotency;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>A route's request, straight through: which key, which side, on to it, counted.</summary>
internal sealed class RouteRequests(
    InFlight inFlight, NodeLease lease, SideRequests sides, Callers callers, RecentKeys recentKeys, SideUse sideUse,
    RouteTraffic traffic, RouteTelemetry telemetry, RecentRequests recent, CallerAccess access,
    HubTokens hubTokens, IdempotentWrites idempotent, TimeProvider time)
{
    /// <summary>The delegate that answers a route.</summary>
    public RequestDelegate For(CapabilityPlan capability, RoutePlan route)
    {
        var legacy = sides.For(capability, route, route.Legacy);
        var @new = route.New is null ? legacy : sides.For(capability, route, route.New);
        var counter = traffic.Of(route.Id);
        var measure = telemetry.Of(route.Id, route.Match.Path);
        var key = capability.Cohort is null ? null : new CohortKey(capability.Cohort);
        var (passages, keys, use) = (inFlight.Of(route.Id), recentKeys.Of(route.Id), sideUse.Of(route.Id));
        var checkAccess = access.For(capability, route);
        var fallsBack = route.New?.Protection is { FallsBack: true };
        var needsLease = capability.Link is not null && route.IsWrite;
        var (scope, byCredentials) = ($"capability {capability.Name}", capability.Access == PublicAccess.Forward);
        string[] keyHeaders =
            [.. capability.Cohort?.Sources.Where(s => s.Kind == CohortSourceKind.Header).Select(s => s.Name) ?? []];
        return async context =>
        {
            var passage = passages.Enter(out var snapshot);
            var started = Stopwatch.GetTimestamp();
            var activity = measure.Begin(context, snapshot.Revision);
            // Another than decided where the new side could not.
            var (answeredBy, answerer) = ((Side?)null, Answerer.Side);
            IdempotentWrite? write = null;
            // What is thrown becomes this status further out.
            var (decision, decidedAfter, status) = ((Decision?)null, TimeSpan.Zero, StatusCodes.Status500InternalServerError);
            try
            {
                if (needsLease && !lease.Holds)
                {
                    await RefuseUntilLeasedAsync(context);
                    status = context.Response.StatusCode;
                    return;
                }

                if (checkAccess is not null && await checkAccess(context, snapshot.Plan) is { } denied)
                {
                    await Problems.WriteAsync(context, status = denied.Status, denied.Why);
                    return;
                }

                hubTokens.KeepFromSides(context.Request.Headers);
                if (route.IsWrite && IdempotentWrites.Asks(context.Request))
                {
                    var by = new IdempotencyScope(scope, route.Id, CallerAccess.NameOf(context), byCredentials, keyHeaders);
                    write = await idempotent.BeginAsync(context, by);
                    if (write is null)
                    {
                        status = context.Response.StatusCode;
                        if (context.Response.Headers.ContainsKey(IdempotentWrites.ReplayedHeader))
                            answerer = Answerer.Replay;
                        return;
                    }
                }

                var flag = snapshot.Flag(route.Id);
                var (cohortKey, refused) = key is null
                    ? default
                    : await key.ReadAsync(context.Request, flag.NeedsKey, welcome: key.ReadsBody && keys.Wants);
                var caller = Caller.Unknown;
                if (refused is null)
                    (caller, refused) = await callers.FindAsync(context, capability, route, snapshot, flag);
                if (refused is not null)
                {
                    if (refused.AcceptEncoding is { } codings)
                        context.Response.Headers.AcceptEncoding = codings;
                    await Problems.WriteAsync(context, status = refused.Status, refused.Why);
                    return;
                }

                if (cohortKey is not null)
                    keys.Add(cohortKey, started);
                decision = flag.Decide(cohortKey, caller);
                var side = decision.Value.Side;
                decidedAfter = Stopwatch.GetElapsedTime(started);
                RouteTelemetry.Measure.Decided(activity, side);
                if (snapshot.Plan.Expose)
                    Expose(context.Response.Headers, route.Id, side, snapshot.Revision);
                await (side == Side.Legacy ? legacy : @new)(context);
                status = context.Response.StatusCode;
                if (status >= StatusCodes.Status400BadRequest && context.Features.Get<AnsweredByHub>() is not null)
                    answerer = Answerer.Hub;
            }
            catch (Exception e)
            {
                answerer = Answerer.Hub;
                if (e is BadHttpRequestException bad)
                    status = bad.StatusCode;
                write?.Break();
                throw;
            }
            finally
            {
                passage.Leave();
                status = context.RequestAborted.IsCancellationRequested ? StatusCodes.Status499ClientClosedRequest : status;
                if (fallsBack && decision?.Side == Side.New && context.Features.Get<FellBack>() is not null)
                    (answeredBy, answerer) = (Side.Legacy, answerer == Answerer.Hub ? answerer : Answerer.Fallback);
                var took = Stopwatch.GetElapsedTime(started);
                measure.End(activity, took, answeredBy ?? decision?.Side, status);
                if (decision is { } decided)
                    counter.Add(answeredBy ?? decided.Side, status, took);
                var now = time.GetUtcNow();
                // Who forces a side tries it out; nobody depends on that.
                if (decision is { Rule: not DecisionRule.Forced } counted)
                    use.Seen(answeredBy ?? counted.Side, now);
                recent.Add(context.TraceIdentifier, new AnsweredRequest(
                    now, route.Id, snapshot.Revision, snapshot.State(route.Id),
                    decision,
                    decision is null ? null
                        : ((answeredBy ?? decision.Value.Side) == Side.Legacy ? route.Legacy : route.New ?? route.Legacy).Name,
                    answerer, decidedAfter, took, status, RequestScope.Current?.Failure));
                if (write is not null)
                    await write.EndAsync();
            }
        };
    }

    /// <summary>
    /// A node cut off may believe in a side that no longer holds the record; what it wrote there would be overwritten.
    /// </summary>
    private static Task RefuseUntilLeasedAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Problems.WriteAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            "This node is cut off from the hub's store and takes no writes of records that both sides keep.");
    }

    private static void Expose(IHeaderDictionary headers, string route, Side side, long revision)
    {
        headers["X-Hub-Route"] = route;
        headers["X-Hub-Side"] = side == Side.Legacy ? "legacy" : "new";
        headers["X-Hub-Revision"] = revision.ToString();
    }
}
