using System.Diagnostics;
using Hub.Facade.Answers;
using Hub.Platform.Asking;
using Hub.Platform.Plan;
using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Forwarding;

/// <summary>One line for a request that failed, none for any other. It names the route, never the path.</summary>
internal sealed partial class FailureLog(RequestDelegate next, ILogger<FailureLog> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        await next(context);
        if (context.Response.StatusCode < StatusCodes.Status500InternalServerError)
            return;
        // What the hub has not got is told to whoever asked for it: anybody may ask, as often as they like.
        if (context.Response.StatusCode == StatusCodes.Status501NotImplemented
            && context.Features.Get<AnsweredByHub>() is not null)
            return;
        // A balancer asks every few seconds, and what makes a node not ready has a line of its own.
        var isOwn = OwnPaths.Include(context.Request.Path.Value);
        if (isOwn && context.Request.Path.StartsWithSegments("/hub/health", StringComparison.OrdinalIgnoreCase))
            return;
        var error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        // A new side that fails is counted as evidence; a line for each of its answers would hide what callers met.
        if (error is null && context.Features.Get<AskedFeature>() is { Request.InBackground: true })
            return;
        var scope = RequestScope.Current;
        Failed(
            context.Request.Method.Length > 10 ? "a request" : context.Request.Method,
            scope?.Route ?? "no route",
            context.Response.StatusCode,
            (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds,
            scope?.Failure ?? error?.GetType().Name ?? (isOwn ? "the hub's own answer says why" : "that is what the side said"),
            error);
    }

    [LoggerMessage(LogLevel.Warning, "{Method} to {Route} failed with {Status} after {Milliseconds} ms: {Failure}")]
    private partial void Failed(string method, string route, int status, long milliseconds, string failure, Exception? error);
}
