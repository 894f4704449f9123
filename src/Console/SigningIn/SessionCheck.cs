using Hub.Console.Asking;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Console.SigningIn;

/// <summary>Ends sessions that the hub does not know any more, and gives the others the rights that they have now.</summary>
internal static class SessionCheck
{
    /// <summary>Asks the hub whose session this is: one that has ended, also with its token or its grant, is nobody's.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        // Files hold nothing, and each page has several.
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return;
        var hub = context.HttpContext.RequestServices.GetRequiredService<HubConnection>();
        try
        {
            if (context.Principal is { } user && Session.TokenOf(user) is { } token)
            {
                context.ReplacePrincipal(Session.Of(token, await hub.FindCallerAsync(token)));
                return;
            }
        }
        catch (HubRefusedException e) when (e.Status is not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden))
        {
            // The hub cannot say at the moment; each call asks for the token's right anyhow.
            return;
        }
        catch (HubRefusedException)
        {
            // Unknown by now, or with no right to see anything of the hub.
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync();
    }
}
