using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Access;

/// <summary>Asks who calls a route, where its capability says that the hub has to know.</summary>
internal sealed class CallerAccess(KnownTokens tokens, JwtCallers jwts)
{
    /// <summary>What a route asks of each request, or null where its callers are its sides' business.</summary>
    /// <param name="route">Its route.</param>
    /// <returns>Why a request is refused; null when it may pass, and then its context's user is the caller.</returns>
    public Func<HttpContext, MigrationPlan, ValueTask<Refusal?>>? For(RoutePlan route) => route.Capability.Access switch
    {
        PublicAccess.Token => (context, _) => CheckTokenAsync(context, route.Capability.Name, route),
        PublicAccess.Jwt => CheckJwt(new JwtClaims(route.Capability)),
        _ => null,
    };

    /// <summary>The caller's name, where the hub knows it.</summary>
    public static string? NameOf(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { } name } ? name : null;

    /// <summary>Nobody known: 401 and what is missing (RFC 6750, 3).</summary>
    public static Refusal Unknown(HttpContext context, string why)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return new Refusal(StatusCodes.Status401Unauthorized, why);
    }

    private Func<HttpContext, MigrationPlan, ValueTask<Refusal?>> CheckJwt(JwtClaims claims) =>
        (context, plan) => jwts.CheckAsync(context, plan, claims);

    private async ValueTask<Refusal?> CheckTokenAsync(HttpContext context, string capability, RoutePlan route)
    {
        if (AccessTokenAuthentication.TokenOf(context.Request) is not { } token || await tokens.FindAsync(token) is not { } grant)
            return Unknown(
                context,
                "Send a token of the hub's as 'Authorization: Bearer TOKEN'; "
                + "this one is missing, not known, revoked or expired.");
        if (!grant.Covers(capability))
            return new Refusal(
                StatusCodes.Status403Forbidden,
                $"The token '{grant.Name}' is {grant.Describe()}; {route.Id} belongs to {capability}.");
        if (route.IsWrite && grant.Role is (AccessRole.Viewer or AccessRole.Consumer))
            return new Refusal(
                StatusCodes.Status403Forbidden,
                $"The token '{grant.Name}' is {grant.Describe()}, and {route.Id} writes: that takes role caller.");
        context.User = new(grant.ToIdentity(AccessTokenAuthentication.Scheme));
        // The hub's own secret is for the hub: whoever stands behind a side could use it here.
        context.Request.Headers.Authorization = default;
        return null;
    }
}
