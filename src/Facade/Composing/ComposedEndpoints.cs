using Hub.Facade.Access;
using Hub.Facade.Addressing;
using Hub.Facade.Deciding;
using Hub.Facade.Explaining;
using Hub.Facade.Forwarding;
using Hub.Facade.Measuring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Composing;

/// <summary>The plan's compositions as endpoints; a plan without any has none.</summary>
internal sealed class ComposedEndpoints(
    CurrentRouting current, PathAnswers answers, HostedDoor hosted, CallerAccess access, RouteTelemetry telemetry,
    PartCalls calls, RecentCompositions recent, CallerNames names, EndpointTrial trial, TimeProvider time)
    : EndpointsOfPlan(current), IPlanPart
{
    public override IReadOnlyList<Endpoint> Endpoints =>
        Current.Snapshot.Plan.BuiltBy<List<Endpoint>>(this) ?? (IReadOnlyList<Endpoint>)[];

    /// <summary>Makes the endpoints.</summary>
    public object Build(MigrationPlan plan, PlanErrors errors)
    {
        var (endpoints, places) = (new List<Endpoint>(), new List<PlanLocation>());
        foreach (var composition in plan.Compositions)
            errors.Try(composition.Route.At, $"composition '{composition.Id}' cannot be served", () =>
            {
                endpoints.Add(Build(composition, plan));
                places.Add(composition.Route.At);
            });
        if (errors.Count == 0 && endpoints.Count > 0)
            trial.Check(endpoints, places, errors);
        return endpoints;
    }

    private Endpoint Build(CompositionPlan composition, MigrationPlan plan)
    {
        var routes = plan.Routes.ToDictionary(r => r.Id, StringComparer.Ordinal);
        var parts = composition.Parts.Select(p => new ComposedPart(p, new PartRoute(routes[p.Route]), calls)).ToList();
        var route = composition.Route;
        var way = new ComposedWay(
            composition, parts, plan.Hash, Current, access.For(route), telemetry.Of(route.Id, route.Match.Path), recent, names,
            time);
        var claim = new RouteClaim(route);
        return ClaimingEndpoint.Of(claim, answers.OfRoute(hosted.To(way.AnswerAsync), claim));
    }
}
