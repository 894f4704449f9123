using Hub.Facade.Cutover;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Traffic;

/// <summary>The requests that were answered lately, whichever node answered them.</summary>
internal static class TrafficApi
{
    public static void MapTraffic(this IEndpointRouteBuilder api) =>
        api.MapGet("/traffic", ReadAsync).WithSummary("Lists the requests that were answered lately, the newest first.")
            .Produces<TrafficView>().ReadsQuery(TrafficQuery.Known);

    private static async Task<IResult> ReadAsync(
        HttpContext context, TrafficListing traffic, CurrentRouting current, TimeProvider time, CancellationToken cancellation)
    {
        var errors = new RequestErrors();
        var query = TrafficQuery.Read(context.Request, errors, time.GetUtcNow());
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);
        var (reader, plan) = (AccessGrant.Of(context.User), current.Snapshot.Plan);
        if (query.Caller is not null && reader.Role < AccessRole.Operator)
            return TypedResults.Problem(
                $"Who called is told to operators of a route's capability; the token '{reader.Name}' is {reader.Describe()}. "
                + "Leave out 'caller'.",
                statusCode: StatusCodes.Status403Forbidden);
        var view = await traffic.ListAsync(query, reader, context.Request, cancellation);
        // A route that the plan has lost may still be remembered.
        return query is { Here: false, Route: { } route } && view.Requests.Count == 0 && plan.Claiming.All(r => r.Id != route)
            ? UnknownRoute.Answer(route, plan)
            : TypedResults.Ok(view);
    }
}
