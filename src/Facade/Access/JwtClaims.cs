using System.Collections.Frozen;
using System.Security.Claims;
using System.Text.Json;
using Hub.Platform.Plan;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Hub.Facade.Access;

/// <summary>
/// Checks the claims of a token whose signature is the issuer's: each has the JSON type that RFC 7519 gives it, and the
/// token is one to call with, not one of the other kinds that the same issuer signs (RFC 8725, 3.11 and 3.12).
/// </summary>
internal sealed class JwtClaims(CapabilityPlan capability)
{
    // As long as a subject of OpenID Connect may be.
    private const int LongestName = 255;
    private static readonly string[] OfOtherTokens = ["events", "at_hash", "c_hash", "s_hash"];

    // Where issuers without a registered type of token name its kind: Cognito, Django's simplejwt, flask-jwt-extended.
    private static readonly string[] Kinds = ["token_use", "token_type", "tokenUse", "tokenType", "token_kind"];

    // Issuers use the claim "type" for kinds of accounts, too, so it is refused only with one of these words in it.
    private static readonly string[] OfNoAccess =
        ["refresh", "id_token", "idtoken", "reset", "verif", "confirm", "activat", "invit", "otp", "magic", "logout"];

    private static readonly FrozenSet<string> OfAccess = new[]
    {
        "access", "access_token", "access-token", "accesstoken", "at+jwt", "application/at+jwt", "bearer", "jwt",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private readonly string[] _keys =
        [.. (capability.Cohort?.Sources ?? []).Where(s => s.Kind == CohortSourceKind.Claim).Select(s => s.Name).Distinct()];

    private readonly string? _groups =
        capability.Cohort?.Groups is { Kind: CohortSourceKind.Claim } groups ? groups.Name : null;

    /// <summary>Returns what is wrong with the claims, or null.</summary>
    public string? FindFault(JsonElement claims, JwtPlan jwt, DateTimeOffset now) =>
        FindWrongParty(claims, jwt) ?? FindWrongTime(claims, jwt, now) ?? FindOtherKind(claims) ?? FindWrongValue(claims);

    /// <summary>The caller: its subject as the name, and the claims that the capability's cohort is read from.</summary>
    public ClaimsPrincipal Identify(JsonElement claims)
    {
        var identity = new ClaimsIdentity("jwt", JwtRegisteredClaimNames.Sub, ClaimTypes.Role);
        if (claims.Text(JwtRegisteredClaimNames.Sub) is { } subject)
            identity.AddClaim(new Claim(JwtRegisteredClaimNames.Sub, subject));
        foreach (var name in _keys.Where(n => n != JwtRegisteredClaimNames.Sub))
        {
            if (claims.TryGetProperty(name, out var value))
                identity.AddClaim(new Claim(name, Written(value)));
        }

        if (_groups is not null && !_keys.Contains(_groups, StringComparer.Ordinal)
            && claims.TryGetProperty(_groups, out var groups))
            identity.AddClaims((Texts(groups) ?? []).Select(g => new Claim(_groups, g!)));
        return new ClaimsPrincipal(identity);
    }

    private static string? FindWrongParty(JsonElement claims, JwtPlan jwt)
    {
        if (claims.Text("iss") != jwt.Issuer)
            return $"it is not from {jwt.Issuer}";
        if (!claims.TryGetProperty("aud", out var audience) || Texts(audience) is not { } audiences
            || audiences.Contains(null) || !audiences.Contains(jwt.Audience, StringComparer.Ordinal))
            return $"it is not meant for {jwt.Audience}";
        if (claims.TryGetProperty("sub", out _) && !IsName(claims.Text("sub")))
            return $"its 'sub' is not a text of 1 to {LongestName} characters without control characters";
        return claims.TryGetProperty("jti", out _) && claims.Text("jti") is null ? "its 'jti' is not a text" : null;
    }

    private static string? FindWrongTime(JsonElement claims, JwtPlan jwt, DateTimeOffset now)
    {
        var (latest, earliest) = (now + jwt.ClockSkew, now - jwt.ClockSkew);
        foreach (var name in new[] { "exp", "nbf", "iat" })
        {
            if (claims.TryGetProperty(name, out var value) && Time(value) is null)
                return $"its '{name}' is not a time in seconds since 1970";
        }

        return !(Time(claims, "exp") > earliest) || Time(claims, "nbf") > latest
            ? "it has ended, does not hold yet, or does not say when it ends"
            : Time(claims, "iat") > latest ? "it was issued in the future: the issuer's clock is ahead" : null;
    }

    /// <summary>
    /// Id, logout, security event and refresh tokens may name the same audience and lack a <c>typ</c>; and a token that is
    /// bound to a key is for its holder only, who does not prove with a Bearer token to be it.
    /// </summary>
    private static string? FindOtherKind(JsonElement claims)
    {
        var type = claims.TryGetProperty("typ", out var given) ? claims.Text("typ") ?? given.ValueKind.ToString() : null;
        if (OfOtherTokens.FirstOrDefault(n => claims.TryGetProperty(n, out _)) is { } name)
            return $"its claim '{name}' shows that it is another kind of token, not one to call with";
        // Keycloak names the kind of a token in its claims.
        if (type is not (null or "Bearer" or "JWT" or "at+jwt"))
            return "its claim 'typ' shows that it is another kind of token, not one to call with";
        if (Kinds.FirstOrDefault(n => claims.TryGetProperty(n, out var kind) && !OfAccess.Contains(Written(kind))) is { } other)
            return $"its claim '{other}' shows that it is another kind of token, not one to call with: "
                + "of an access token it is absent, or says 'access'";
        if (claims.Text("type") is { } word
            && (word is "id" || OfNoAccess.Any(n => word.Contains(n, StringComparison.OrdinalIgnoreCase))))
            return "its claim 'type' shows that it is another kind of token, not one to call with";
        if (type is null && claims.TryGetProperty("nonce", out _))
            return "its claim 'nonce' shows that it is an id token, not one to call with";
        return claims.TryGetProperty("cnf", out _)
            ? "it is bound to a key ('cnf'), and whoever sends it as a Bearer token does not show that they hold it"
            : null;
    }

    private string? FindWrongValue(JsonElement claims)
    {
        foreach (var name in _keys)
        {
            if (claims.TryGetProperty(name, out var value) && !IsName(Written(value)))
                return $"its claim '{name}' is neither a text of 1 to {LongestName} characters nor a whole number";
        }

        return _groups is not null && claims.TryGetProperty(_groups, out var groups)
            && (Texts(groups) is not { } texts || texts.Contains(null))
                ? $"its claim '{_groups}' is neither a text nor a list of texts"
                : null;
    }

    private static bool IsName(string? text) => text is { Length: > 0 and <= LongestName } && !text.Any(char.IsControl);

    /// <summary>A text, or the digits of a whole number; empty for anything else.</summary>
    private static string Written(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.Text() ?? "",
        JsonValueKind.Number when value.GetRawText() is var digits && digits.AsSpan().IndexOfAny('.', 'e', 'E') < 0 => digits,
        _ => "",
    };

    /// <summary>A text or a list of them, null in place of what is none; null where it is neither.</summary>
    private static List<string?>? Texts(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.Text()],
        JsonValueKind.Array => [.. value.EnumerateArray().Select(JsonTexts.Text)],
        _ => null,
    };

    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) ? Time(value) : null;

    private static DateTimeOffset? Time(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number
        && value.TryGetDouble(out var seconds)
        && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;
}
