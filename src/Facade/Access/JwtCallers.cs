using System.Security.Claims;
using Hub.Facade.Admin;
using Hub.Facade.Cutover;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Facade.Access;

/// <summary>Believes the JSON Web Tokens of the issuer that the plan names (RFC 7519; what is refused: RFC 8725).</summary>
internal sealed class JwtCallers(JwtKeys keys, TimeProvider time)
{
    private const int Longest = 16 * 1024;
    private const int Parts = 3;

    // Never a shared secret: with one, whoever can check a token can make one.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = Longest };

    /// <returns>Why a request is refused; null when its caller is known, and then is its context's user.</returns>
    public async ValueTask<Refusal?> CheckAsync(HttpContext context, MigrationPlan plan)
    {
        var jwt = plan.Jwt!;
        // Five parts would be an encrypted one: the hub has no key for it, and does not unpack what it cannot check.
        if (AccessTokenAuthentication.TokenOf(context.Request) is not { Length: <= Longest } token
            || token.Count(c => c == '.') != Parts - 1)
            return CallerAccess.Unknown(context, $"Send a JSON Web Token of {jwt.Issuer} as 'Authorization: Bearer TOKEN'.");
        var issuersKeys = await keys.FindAsync(plan.Bundle, jwt);
        var result = Validate(token, jwt, issuersKeys);
        if (result.Exception is SecurityTokenSignatureKeyNotFoundException && await keys.RenewAsync(jwt) is { } newer)
            (issuersKeys, result) = (newer, Validate(token, jwt, newer));
        if (issuersKeys.Count == 0)
            return new Refusal(
                StatusCodes.Status503ServiceUnavailable,
                $"The keys of {jwt.Issuer} are not known yet, so nobody can be let in; try again.");
        if (!result.IsValid)
            return CallerAccess.Unknown(context, $"This token is not good: {Explain(result.Exception, jwt)}.");
        context.User = new ClaimsPrincipal(result.ClaimsIdentity);
        return null;
    }

    private TokenValidationResult Validate(string token, JwtPlan jwt, IReadOnlyList<SecurityKey> issuersKeys)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return _handler.ValidateToken(token, new TokenValidationParameters
        {
            ValidIssuer = jwt.Issuer,
            ValidAudience = jwt.Audience,
            IssuerSigningKeys = issuersKeys,
            ValidAlgorithms = Algorithms,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            NameClaimType = JwtRegisteredClaimNames.Sub,
            LifetimeValidator = (from, until, _, _) => until > now - jwt.ClockSkew && !(from > now + jwt.ClockSkew),
        });
    }

    // The library's own words may hold the token's content.
    private static string Explain(Exception? e, JwtPlan jwt) => e switch
    {
        SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException or SecurityTokenNoExpirationException =>
            "it has ended, does not hold yet, or does not say when it ends",
        SecurityTokenInvalidAudienceException => $"it is not meant for {jwt.Audience}",
        SecurityTokenInvalidIssuerException => $"it is not from {jwt.Issuer}",
        SecurityTokenInvalidAlgorithmException =>
            "its algorithm is none that the hub takes (RS, PS or ES with 256, 384 or 512 bits)",
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException =>
            "its signature is not the issuer's",
        _ => "it cannot be read",
    };
}
