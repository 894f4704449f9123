using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Forwarding;

/// <summary>Answers what neither a route nor a catch-all of the plan claims.</summary>
internal static class UnclaimedRequests
{
    public static void MapUnclaimed(this IEndpointRouteBuilder app) =>
        // Behind everything, the plan's catch-alls included.
        app.Map("/{**rest}", context => Problems.WriteAsync(
                context, StatusCodes.Status404NotFound, $"No route claims {context.Request.Method} {context.Request.Path}."))
            .WithOrder(int.MaxValue);
}
