using System.Data.Common;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Sides;

/// <summary>
/// Answers 503 as <c>application/problem+json</c> where a hosted side's store cannot be read or written, so that what
/// the store said about itself stays inside. Goes on the side's route group.
/// </summary>
public sealed class StorageOutage : IEndpointFilter
{
    /// <inheritdoc />
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (DbException)
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            return TypedResults.Problem(
                statusCode: StatusCodes.Status503ServiceUnavailable, detail: "The store cannot be reached; try again.");
        }
    }
}
