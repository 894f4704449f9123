using Microsoft.AspNetCore.Http;

namespace Hub.Console.Serving;

/// <summary>
/// Answers HEAD as GET: Blazor's pages are mapped for GET and POST only. The server sends the headers alone, as it goes by the
/// method that it has read.
/// </summary>
internal sealed class HeadRequests(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (HttpMethods.IsHead(context.Request.Method))
            context.Request.Method = HttpMethods.Get;
        return next(context);
    }
}
