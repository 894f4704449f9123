using Hub.Console.SigningIn;
using Microsoft.AspNetCore.Http;

namespace Hub.Console.Serving;

/// <summary>
/// Bounds the live connections, and refuses them to pages of other origins: browsers open WebSockets across origins, and send
/// the cookies of this host along whatever port the page is of.
/// </summary>
internal sealed class LiveConnections(RequestDelegate next)
{
    /// <summary>Each holds about half a megabyte; further visitors have the pages without.</summary>
    public const int Most = 500;

    private int _open;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        if (!OwnOrigin.Sends(context.Request))
        {
            Refuse(context, StatusCodes.Status403Forbidden);
            return;
        }

        // What is posted belongs to a connection that is counted.
        if (HttpMethods.IsPost(context.Request.Method))
        {
            await next(context);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _open) <= Most)
                await next(context);
            else
                Refuse(context, StatusCodes.Status503ServiceUnavailable);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static void Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        // For a script, which needs no page that says so.
        context.Response.ContentLength = 0;
    }
}
