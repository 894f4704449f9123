using System.Data.Common;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;

namespace Hub.ServiceKit.Hosting;

/// <summary>
/// Answers 503 as <c>application/problem+json</c> where a hosted side's store cannot be read or written, so that what
/// the store said about itself stays inside; 504 where the store broke off while it committed. Goes on the side's route
/// group.
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
        catch (CommitInDoubtException)
        {
            return OutcomeGuard.InDoubt(
                context.HttpContext, StatusCodes.Status504GatewayTimeout, "The store broke off while it committed");
        }
        catch (DbException e)
        {
            // Why, stands in the log and in the node's readiness.
            var what = e is StoreNotWritableException ? "written at present" : "reached";
            return new Problem(StatusCodes.Status503ServiceUnavailable, $"The store cannot be {what}; try again.")
            {
                NothingDone = true,
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }
    }
}
