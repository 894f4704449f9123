using Hub.Console.Asking;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Console.Serving;

/// <summary>
/// Sends a person whose token is unknown by now to the sign-in page, and leaves room for a page that says why nothing was done
/// or shown.
/// </summary>
internal sealed partial class Failures(RequestDelegate next, ILogger<Failures> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (SignedOutException) when (!context.Response.HasStarted)
        {
            await context.SignOutAsync();
            context.Response.Redirect($"{ConsoleServices.Path}/sign-in?ended=true");
        }
#pragma warning disable CA1031 // whatever happens, a person is shown a page
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(log, e, context.Request.Method, context.Request.Path);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            context.Response.ContentLength = null;
        }

        if (context.Response.StatusCode < StatusCodes.Status400BadRequest || context.Response.HasStarted
            || context.Response.ContentLength is not null)
            return;
        // Blazor gives empty answers a type, and one with a type is taken for one that has a page.
        context.Response.ContentType = null;
        // The page that says so is shown, and not sent a form.
        context.Request.Method = HttpMethods.Get;
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} of the console failed")]
    private static partial void LogFailed(ILogger log, Exception exception, string method, PathString path);
}
