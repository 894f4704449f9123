using Hub.Facade.Addressing;
using Hub.Facade.Answers;
using Hub.Facade.Forwarding;
using Hub.Platform.Surface;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Deciding;

/// <summary>
/// The way of a request that is asked to what is asked of its route: failures are logged and answered, claims are dropped and
/// the route's pattern, method, host and conditions are held against it, as with a caller's.
/// </summary>
internal static class RoutePipeline
{
    /// <summary>Builds it.</summary>
    /// <param name="services">The process's services.</param>
    /// <param name="route">The route.</param>
    public static RequestDelegate Of(IServiceProvider services, AskedRoute route)
    {
        var builder = new ApplicationBuilder(services);
        builder.UseMiddleware<FailureLog>();
        builder.UseExceptionHandler(FailureAnswers.Options());
        var hubs = services.GetRequiredService<HubsPassed>();
        builder.Use((context, next) => CleanAsync(context, hubs, next));
        builder.UseMiddleware<TargetReading>();
        OwnMatching.Over(builder, route.Endpoint);
        builder.Run(context => ReferenceEquals(context.GetEndpoint(), route.Endpoint)
            ? context.Features.GetRequiredFeature<AskedOfRoute>().Answer(context)
            : Problems.WriteAsync(
                context,
                StatusCodes.Status404NotFound,
                $"{route.Claim.Route.Id} does not take {context.Request.Method} {context.Request.Path}: it is "
                + $"{route.Claim.Route.Match.Method} {route.Claim.Route.Match.Path}, with the host, query and headers of the "
                + "plan."));
        return builder.Build();
    }

    private static Task CleanAsync(HttpContext context, HubsPassed hubs, RequestDelegate next)
    {
        context.Response.Headers[HubHeaders.RequestId] = context.TraceIdentifier;
        return hubs.Read(context.Request.Headers)
            ? Problems.WriteAsync(context, StatusCodes.Status508LoopDetected, HubsPassed.CameBack)
            : AskedHeaders.Clean(context) is { } why
            ? Problems.WriteAsync(context, StatusCodes.Status400BadRequest, why)
            : next(context);
    }
}

/// <summary>What is asked of a route: to answer, to decide, or one of its sides.</summary>
internal sealed record AskedOfRoute(RequestDelegate Answer);
