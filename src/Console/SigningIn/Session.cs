using System.Security.Claims;
using Hub.Console.Asking;
using Hub.Platform.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Console.SigningIn;

/// <summary>A person's session: their token, and what the hub last said that it may do.</summary>
internal static class Session
{
    private const string TokenClaim = "token";
    private const string CapabilityClaim = "capability";

    /// <summary>Returns the signed-in person as the hub describes them.</summary>
    /// <param name="token">The token, which stays on the server: the cookie is encrypted, and no page holds it.</param>
    /// <param name="caller">What the hub says of it.</param>
    public static ClaimsPrincipal Of(string token, Caller caller) => new(new ClaimsIdentity(
        [
            new(TokenClaim, token),
            new(ClaimTypes.Name, caller.Name),
            new(ClaimTypes.Role, caller.Role.ToString()),
            .. caller.Capabilities.Select(c => new Claim(CapabilityClaim, c)),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>Returns the token of a signed-in person; null where nobody is signed in.</summary>
    public static string? TokenOf(ClaimsPrincipal user) => user.FindFirst(TokenClaim)?.Value;

    /// <summary>Returns what a signed-in person may do; null where nobody is signed in.</summary>
    public static AccessGrant? GrantOf(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, Name: { } name }
        && Enum.TryParse<AccessRole>(user.FindFirst(ClaimTypes.Role)?.Value, out var role)
            ? new AccessGrant(name, role, [.. user.FindAll(CapabilityClaim).Select(c => c.Value)])
            : null;

    /// <summary>Asks the hub whose token a session has: one that is revoked or expired ends it.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        // Files hold nothing, and each page has several.
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return;
        var hub = context.HttpContext.RequestServices.GetRequiredService<HubConnection>();
        try
        {
            if (context.Principal is { } user && TokenOf(user) is { } token)
            {
                context.ReplacePrincipal(Of(token, await hub.FindCallerAsync(token)));
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
