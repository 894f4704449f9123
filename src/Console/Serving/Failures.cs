using Hub.Console.Asking;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Hub.Console.Serving;

/// <summary>Sends a person whose token is unknown by now to the sign-in page.</summary>
internal sealed class Failures(RequestDelegate next)
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
    }
}
