using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Facade.Access;

/// <summary>Believes the JSON Web Tokens of the issuer that the plan names (RFC 7519; what is refused: RFC 8725).</summary>
internal sealed class JwtCallers(JwtKeys keys, TimeProvider time)
{
    private const int Longest = 16 * 1024;

    /// <summary>Checks the token of a request for a capability's route.</summary>
    /// <returns>Why a request is refused; null when its caller is known, and then is its context's user.</returns>
    public async ValueTask<Refusal?> CheckAsync(HttpContext context, MigrationPlan plan, JwtClaims claims)
    {
        var jwt = plan.Jwt!;
        if (AccessTokenAuthentication.TokenOf(context.Request) is not { Length: > 0 } token)
            return CallerAccess.Unknown(context, $"Send a JSON Web Token of {jwt.Issuer} as 'Authorization: Bearer TOKEN'.");
        if (token.Length > Longest || JwtContent.Read(token) is not { } content)
            return NotGood(
                context,
                "it cannot be read. A signed JSON Web Token is at most 16 KB, in three parts of base64url without padding "
                + "joined by dots; the first two are JSON objects in which no member stands twice");
        if (JwtHeader.FindFault(content.Header, jwt) is { } unacceptable)
            return NotGood(context, unacceptable);
        var (algorithm, kid) = (content.Header.Text("alg")!, content.Header.Text("kid"));
        var known = await keys.FindAsync(plan.Bundle, jwt);
        var problem = Verify(known);
        // A key that is not known may be the issuer's next one.
        if (problem == Problem.NoKey && await keys.RenewAsync(jwt) is { } newer)
            (known, problem) = (newer, Verify(newer));
        if (known.Count == 0)
            return new Refusal(
                StatusCodes.Status503ServiceUnavailable,
                $"The keys of {jwt.Issuer} are not known yet, so nobody can be let in; try again.");
        if (problem is not null)
            return NotGood(context, "its signature is not the issuer's");
        if (claims.FindFault(content.Claims, jwt, time.GetUtcNow()) is { } fault)
            return NotGood(context, fault);
        context.User = claims.Identify(content.Claims);
        return null;

        Problem? Verify(IReadOnlyList<SecurityKey> all)
        {
            var fitting = JwtSigningKeys.Choose(all, algorithm, kid);
            return fitting.Count == 0 ? Problem.NoKey
                : JwtSigningKeys.Signed(fitting, algorithm, content.Signed, content.Signature) ? null
                : kid is null ? Problem.NoKey
                : Problem.Signature;
        }
    }

    private static Refusal NotGood(HttpContext context, string why) =>
        CallerAccess.Unknown(context, $"This token is not good: {why}.");

    private enum Problem
    {
        NoKey,
        Signature,
    }
}
