using Hub.Facade.Addressing;
using Hub.Facade.Answers;
using Hub.Facade.Connections;
using Hub.Facade.Cors;
using Hub.Facade.Discovering;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Forwarding;

/// <summary>Answers what neither a route nor a catch-all of the plan claims.</summary>
internal static class UnclaimedRequests
{
    /// <summary>Stands for whatever is not there.</summary>
    public static Endpoint Endpoint { get; } = new(AnswerAsync, new EndpointMetadataCollection(ServedAt.BothPorts), "unclaimed");

    public static void MapUnclaimed(this IEndpointRouteBuilder app) =>
        app.Map("/{**rest}", AnswerAsync)
            .WithMetadata(ServedAt.BothPorts, BodyIsIgnored.Instance).WithOrder(EndpointOrder.Unclaimed);

    private static async Task AnswerAsync(HttpContext context)
    {
        if (context.RequestServices.GetService<AdminListener>()?.Took(context) == true)
        {
            await RefuseAsync(context);
            return;
        }

        var claims = await context.RequestServices.GetRequiredService<PathClaims>().FindAsync(context);
        if (claims.Where(c => c.Route is not null).ToList() is { Count: > 0 } routes)
        {
            await context.RequestServices.GetRequiredService<OtherMethods>().AnswerAsync(context, routes);
            return;
        }

        if (context.RequestServices.GetRequiredService<CurrentRouting>().Snapshot.Plan.Cors is { } plan)
        {
            var cors = context.RequestServices.GetRequiredService<CorsAnswers>();
            if (CorsAnswers.MethodAskedFor(context.Request) is { } method)
            {
                // Or nobody would see the answer to the request that follows.
                await cors.AnswerPreflight(context, plan, [method]);
                return;
            }

            cors.Prepare(context, plan);
        }

        context.RequestServices.GetRequiredService<DiscoveredRequests>().Unclaimed
            .Add(context, StatusCodes.Status404NotFound, took: null);
        await RefuseAsync(context);
    }

    private static Task RefuseAsync(HttpContext context) => Problems.WriteAsync(
        context,
        StatusCodes.Status404NotFound,
        $"No route claims {context.Request.Method} {RequestTarget.PathOf(context)}.");
}
