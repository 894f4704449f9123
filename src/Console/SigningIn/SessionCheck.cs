using Hub.Console.Asking;
using Hub.Platform.Identity.Persons;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Console.SigningIn;

/// <summary>
/// Ends sessions whose token the hub does not know any more, and those of an issuer that the plan names no more.
/// </summary>
internal static class SessionCheck
{
    /// <summary>Asks the hub whose token a session has: one that is revoked or expired ends it.</summary>
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
                var caller = await hub.FindCallerAsync(token);
                if (!IsWithoutIssuer(caller, IssuerSignIn.Of(context.HttpContext)))
                {
                    context.ReplacePrincipal(Session.Of(token, caller));
                    return;
                }
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

    // Whoever takes the issuer out of the plan wants nobody whom it has signed in.
    private static bool IsWithoutIssuer(Caller caller, IssuerSignIn issuer) =>
        issuer.Name is null && caller.Name.StartsWith(SignedInPerson.Prefix, StringComparison.Ordinal);
}
