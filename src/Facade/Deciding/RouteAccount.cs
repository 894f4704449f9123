using System.Diagnostics;
using Hub.Facade.CanaryShare;
using Hub.Facade.Explaining;
using Hub.Facade.Measuring;
using Hub.Facade.Protecting;
using Hub.Facade.Retiring;
using Hub.Platform.Asking;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Telemetry;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Deciding;

/// <summary>Accounts for a route's requests: measures, traces and counts them, and remembers how each was answered.</summary>
internal sealed class RouteAccount(
    RoutePlan route, RouteTelemetry.Measure measure, RouteTraffic.Counter counter, RouteTraffic.Counter? guarded,
    CanaryOfRoute canary, RouteUse use, CallersOfRoute callers, RecentRequests recent, CallerNames names, TimeProvider time)
{
    private readonly bool _fallsBack = route.New?.Protection is { FallsBack: true };

    public void Begin(RoutedRequest request) =>
        request.Activity = measure.Begin(request.Context, request.Snapshot.Revision);

    public void End(RoutedRequest request)
    {
        var status = !request.Context.RequestAborted.IsCancellationRequested ? request.Status
            : IsLate(request.Context) ? StatusCodes.Status504GatewayTimeout
            : StatusCodes.Status499ClientClosedRequest;
        var (answeredBy, answerer) = WhoAnswered(request);
        var took = Stopwatch.GetElapsedTime(request.Started);
        var now = time.GetUtcNow();
        measure.End(request.Activity, took, answeredBy, status);
        if (answeredBy is { } side)
        {
            counter.Add(side, status, took);
            // Who forces a side tries it out; nobody depends on that.
            if (request.Decision is { Rule: not DecisionRule.Forced } decided)
            {
                use.Seen(side, now);
                canary.Add(request.Snapshot, request.CohortKey, decided.Rule, side);
                if (side == Side.Legacy)
                    callers.Seen(request.Context, now);
                // Where legacy fell in for the new side, that one has failed.
                guarded?.Add(decided.Side, side == decided.Side ? status : StatusCodes.Status502BadGateway, took);
            }
        }

        recent.Add(request.Context.TraceIdentifier, new AnsweredRequest(
            now, route.Id, request.Snapshot.Revision, request.Snapshot.State(route.Id), request.Decision,
            answeredBy is { } asked ? NameOf(asked) : null,
            answerer, request.DecidedAfter, took, status, RequestScope.Current?.Failure, names.Of(request.Context)));
    }

    // Whoever gave up waiting, as a composition does at its deadline, did not hang up: the side was too slow.
    private static bool IsLate(HttpContext context) =>
        context.Features.Get<DecidedSide>() is { IsLate: true } || context.Features.Get<AskedFeature>() is { IsLate: true };

    /// <summary>Another side than was decided, where the new one could not; none where there was no decision.</summary>
    private (Side?, Answerer) WhoAnswered(RoutedRequest request) =>
        _fallsBack && request.Decision?.Side == Side.New && request.Context.Features.Get<FellBack>() is not null
            ? (Side.Legacy, request.Answerer == Answerer.Hub ? Answerer.Hub : Answerer.Fallback)
            : (request.Decision?.Side, request.Answerer);

    private string NameOf(Side side) => (side == Side.Legacy ? route.Legacy : route.New ?? route.Legacy).Name.ToString();
}
