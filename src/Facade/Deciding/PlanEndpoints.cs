using System.Diagnostics;
using Hub.Facade.Addressing;
using Hub.Facade.Discovering;
using Hub.Facade.Forwarding;
using Hub.Facade.Measuring;
using Hub.Facade.Retiring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Deciding;

/// <summary>The plan's routes and catch-alls as endpoints. They change when a plan is applied, never on a shift.</summary>
internal sealed class PlanEndpoints : EndpointsOfPlan, IPlanPart
{
    private readonly RouteRequests _routes;
    private readonly HttpSides _sides;
    private readonly RouteTelemetry _telemetry;
    private readonly PathAnswers _answers;
    private readonly EndpointTrial _trial;
    private readonly DiscoveredRequests _discovered;
    private readonly CallersOfLegacy _callers;
    private readonly TimeProvider _time;

    public PlanEndpoints(
        CurrentRouting current, RouteRequests routes, HttpSides sides, RouteTelemetry telemetry, PathAnswers answers,
        EndpointTrial trial, DiscoveredRequests discovered, CallersOfLegacy callers, TimeProvider time)
        : base(current)
    {
        (_routes, _sides, _telemetry, _answers, _trial) = (routes, sides, telemetry, answers, trial);
        (_discovered, _callers, _time) = (discovered, callers, time);
    }

    public override IReadOnlyList<Endpoint> Endpoints =>
        Current.Snapshot.Plan.BuiltBy<BuiltRoutes>(this)?.Endpoints ?? [];

    /// <summary>
    /// Returns a route of the plan served, to be asked without a caller; null where the plan has no such route.
    /// </summary>
    public AskedRoute? Find(string route) =>
        Current.Snapshot.Plan.BuiltBy<BuiltRoutes>(this)?.Routes.GetValueOrDefault(route);

    /// <summary>Makes the endpoints, and of them the matcher that will find them.</summary>
    public object Build(MigrationPlan plan, PlanErrors errors)
    {
        var (endpoints, places) = (new List<Endpoint>(), new List<PlanLocation>());
        var routes = new Dictionary<string, AskedRoute>(StringComparer.Ordinal);
        var parts = plan.Compositions.SelectMany(c => c.Parts).Select(p => p.Route).ToHashSet(StringComparer.Ordinal);
        foreach (var route in plan.Routes)
            Add(route.At, $"route '{route.Id}' cannot be served", () => Build(route, parts.Contains(route.Id), routes));
        foreach (var catchAll in plan.CatchAll)
            Add(catchAll.At, "this catch-all cannot be served", () => Build(catchAll, plan));
        if (errors.Count == 0)
            _trial.Check(endpoints, places, errors);
        return new BuiltRoutes(endpoints, routes);

        void Add(PlanLocation at, string what, Func<Endpoint> build) => errors.Try(at, what, () =>
        {
            endpoints.Add(build());
            places.Add(at);
        });
    }

    private Endpoint Build(RoutePlan route, bool isPart, Dictionary<string, AskedRoute> routes)
    {
        var claim = new RouteClaim(route);
        var way = _routes.For(route, isPart);
        var built = ClaimingEndpoint.Of(claim, _answers.OfRoute(way.AnswerAsync, claim));
        routes[route.Id] = new AskedRoute(claim, built, way, _answers);
        return built;
    }

    private Endpoint Build(CatchAllPlan catchAll, MigrationPlan plan)
    {
        var path = catchAll.Path.TrimEnd('/') + "/{**rest}";
        var side = Measured(
            _telemetry.Of($"catch-all {catchAll.Host}{catchAll.Path}", path),
            _discovered.Of(catchAll),
            _callers.Of(catchAll),
            CarriedEntries.LeadsToSoap(plan, catchAll),
            _sides.PassThrough(catchAll.To, catchAll.RewritesLocation));
        var answer = _answers.OfCatchAll(side, catchAll, plan);
        var endpoint = new RouteEndpointBuilder(answer, RoutePatternFactory.Parse(path), EndpointOrder.CatchAlls)
        {
            DisplayName = $"catch-all {catchAll.Host}{catchAll.Path}",
        };
        endpoint.Metadata.Add(ServedAt.PublicPort);
        if (catchAll.Host is { } host)
            endpoint.Metadata.Add(HostNames.Of(host));
        return endpoint.Build();
    }

    /// <summary>What no route claims yet is legacy's, and counts as such.</summary>
    private RequestDelegate Measured(
        RouteTelemetry.Measure measure, RequestCounter counter, CallersOfRoute callers, bool isSoap,
        RequestDelegate side) => async context =>
    {
        var started = Stopwatch.GetTimestamp();
        var activity = measure.Begin(context, Current.Snapshot.Revision);
        RouteTelemetry.Measure.Decided(activity, Side.Legacy);
        if (isSoap)
            MessageHead.Keep(context);
        var status = StatusCodes.Status500InternalServerError;
        try
        {
            await side(context);
            status = context.Response.StatusCode;
        }
        finally
        {
            var took = Stopwatch.GetElapsedTime(started);
            measure.End(activity, took, Side.Legacy, status);
            counter.Add(context, status, took);
            callers.Seen(context, _time.GetUtcNow());
        }
    };
}

/// <summary>What is built of a plan's routes and catch-alls.</summary>
/// <param name="Endpoints">The endpoints.</param>
/// <param name="Routes">The routes by their ids.</param>
internal sealed record BuiltRoutes(IReadOnlyList<Endpoint> Endpoints, IReadOnlyDictionary<string, AskedRoute> Routes);
