using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Forwarding;

/// <summary>Answers what neither a route nor a catch-all of the plan claims.</summary>
internal static class UnclaimedRequests
{
    /// <summary>Stands for whatever is not there.</summary>
    public static Endpoint Endpoint { get; } = new(AnswerAsync, EndpointMetadataCollection.Empty, "unclaimed");

    public static void MapUnclaimed(this IEndpointRouteBuilder app) =>
        app.Map("/{**rest}", AnswerAsync).WithMetadata(ServedAt.BothPorts).WithOrder(EndpointOrder.Unclaimed);

    private static Task AnswerAsync(HttpContext context) =>
        Problems.WriteAsync(
            context, StatusCodes.Status404NotFound, $"No route claims {context.Request.Method} {context.Request.Path}.");
}
