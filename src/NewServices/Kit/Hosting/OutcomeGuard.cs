using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.ServiceKit.Hosting;

/// <summary>
/// Stands before a hosted side: a write that ends in an exception may have been carried out, so its caller is told
/// "Outcome unknown" and never an internal error that invites another try.
/// </summary>
internal sealed partial class OutcomeGuard(string name, RequestDelegate side, ILogger? logger)
{
    // Of a read nothing is in doubt, and nobody has to wait for its end.
    public Task InvokeAsync(HttpContext context) => IsRead(context.Request.Method) ? side(context) : GuardAsync(context);

    private async Task GuardAsync(HttpContext context)
    {
        try
        {
            await side(context);
        }
        catch (Exception e) when (IsInDoubt(context, e))
        {
            if (logger is not null)
                Broke(logger, e, name);
            context.Response.Headers.ContentLength = null;
            await InDoubt(context, StatusCodes.Status502BadGateway, $"{name} failed").WriteAsync(context);
        }
    }

    /// <summary>Returns the answer to a side's write of which nobody knows whether it took effect.</summary>
    public static Problem InDoubt(HttpContext context, int status, string what) =>
        Problem.InDoubt(status, what, context.Features.Get<SideRequest>()?.RequestId);

    // A body that ends early or is malformed is its sender's fault, and a caller who hung up hears nothing.
    private static bool IsInDoubt(HttpContext context, Exception e) =>
        e is not BadHttpRequestException
        && !context.Response.HasStarted
        && !context.RequestAborted.IsCancellationRequested;

    private static bool IsRead(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    [LoggerMessage(LogLevel.Error, "{Side} failed while it carried out a write; its caller is told that the outcome is unknown")]
    private static partial void Broke(ILogger logger, Exception e, string side);
}
