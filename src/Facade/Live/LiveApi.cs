using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Hub.Facade.Access;
using Hub.Facade.Admin;
using Hub.Facade.Cutover;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Live;

/// <summary>The routes as a stream of events: once a second what has changed, over all nodes.</summary>
internal static class LiveApi
{
    // By then the reader shows anew who it is.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public static void MapLive(this IEndpointRouteBuilder api) =>
        api.MapGet("/live", Follow)
            .WithSummary("Tells once a second which routes changed, with the counts of all nodes (server-sent events).")
            .Produces<LiveRoutesEvent>(StatusCodes.Status200OK, "text/event-stream").TakesQuery("route");

    private static IResult Follow(
        string? route, HttpContext context, CurrentRouting current, LiveRoutes live, AccessTokens tokens, TimeProvider time,
        CancellationToken cancellation)
    {
        if (HttpMethods.IsHead(context.Request.Method))
            return TypedResults.ServerSentEvents(AsyncEnumerable.Empty<SseItem<LiveRoutesEvent>>());
        if (route is not null && current.Snapshot.Plan.Routes.All(r => r.Id != route))
            return UnknownRoute.Answer(route, current.Snapshot.Plan);
        if (!live.TryJoin())
        {
            context.Response.Headers.RetryAfter = "10";
            return new Problem(
                StatusCodes.Status503ServiceUnavailable,
                $"{LiveRoutes.MostFollowers} readers follow the routes at this node already; ask another node, or come again.");
        }

        context.Response.OnCompleted(() =>
        {
            live.Leave();
            return Task.CompletedTask;
        });
        return TypedResults.ServerSentEvents(EventsAsync(route, context, live, tokens, time, cancellation));
    }

    private static async IAsyncEnumerable<SseItem<LiveRoutesEvent>> EventsAsync(
        string? route, HttpContext context, LiveRoutes live, AccessTokens tokens, TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = context.Request;
        var (authorization, token) = (request.Headers.Authorization.ToString(), AccessTokenAuthentication.TokenOf(request));
        var isOwn = token is not null && await tokens.FindAsync(token) is not null;
        var (began, known, plan) = (time.GetTimestamp(), 0L, "");
        using var timer = new PeriodicTimer(LiveRoutes.Pace, time);
        do
        {
            // A stream outlives no token.
            if (isOwn && await tokens.FindAsync(token!) is null)
                yield break;
            var reading = await live.ReadAsync(authorization, cancellation);
            // With another plan routes may be gone.
            yield return new(reading.Since(reading.Views.Plan == plan ? known : 0, route), "routes");
            (known, plan) = (reading.Number, reading.Views.Plan);
        }
        while (time.GetElapsedTime(began) < Longest && await timer.WaitForNextTickAsync(cancellation));
    }
}
