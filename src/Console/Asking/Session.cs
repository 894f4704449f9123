using System.Security.Claims;
using Hub.Platform.Identity;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace Hub.Console.Asking;

/// <summary>A person's session: its secret, by which the hub knows them, and what it last said that they may do.</summary>
internal static class Session
{
    private const string TokenClaim = "token";
    private const string CapabilityClaim = "capability";

    /// <summary>Returns the signed-in person as the hub describes them.</summary>
    /// <param name="token">The session's secret: the cookie that holds it is encrypted, and no page holds it.</param>
    /// <param name="caller">What the hub says of it.</param>
    public static ClaimsPrincipal Of(string token, Caller caller) => new(new ClaimsIdentity(
        [
            new(TokenClaim, token),
            new(ClaimTypes.Name, caller.Name),
            new(ClaimTypes.Role, caller.Role.ToString()),
            .. caller.Capabilities.Select(c => new Claim(CapabilityClaim, c)),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme));

    /// <summary>Returns the secret of a signed-in person's session; null where nobody is signed in.</summary>
    public static string? TokenOf(ClaimsPrincipal user) => user.FindFirst(TokenClaim)?.Value;

    /// <summary>Returns what a signed-in person may do; null where nobody is signed in.</summary>
    public static AccessGrant? GrantOf(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, Name: { } name }
        && Enum.TryParse<AccessRole>(user.FindFirst(ClaimTypes.Role)?.Value, out var role)
            ? new AccessGrant(name, role, [.. user.FindAll(CapabilityClaim).Select(c => c.Value)])
            : null;
}
