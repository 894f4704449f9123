using System.Text.Json;
using Hub.Platform.Plan;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Facade.Access;

/// <summary>Checks the header of a JSON Web Token before its signature is looked at (RFC 7515, 7797, 8725).</summary>
internal static class JwtHeader
{
    /// <summary>
    /// The signatures believed. None of a shared secret: with one, whoever can check a token can make one.
    /// </summary>
    public static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>
    /// Returns what is wrong with a header, or null. <c>jku</c>, <c>jwk</c>, <c>x5u</c> and <c>x5c</c> are ignored.
    /// </summary>
    public static string? FindFault(JsonElement header, JwtPlan jwt)
    {
        if (header.Text("alg") is not { } algorithm || !Algorithms.Contains(algorithm, StringComparer.Ordinal))
            return "its algorithm is not one that the hub accepts (RS, PS or ES with 256, 384 or 512 bits)";
        // The hub implements no extension, and what is critical must be understood.
        if (header.TryGetProperty("crit", out _))
            return "its header has 'crit', an extension that the hub does not know";
        if (header.TryGetProperty("b64", out var b64) && b64.ValueKind != JsonValueKind.True)
            return "its header has 'b64', and the claims of a token are always base64url";
        if (header.TryGetProperty("enc", out _))
            return "its header has 'enc': encrypted tokens are not accepted";
        if (header.TryGetProperty("kid", out _) && header.Text("kid") is null)
            return "its 'kid' is not a text";
        if (header.TryGetProperty("cty", out _) && (header.Text("cty") is not { } content || Short(content) == "jwt"))
            return "its 'cty' says that it holds another token";
        return FindWrongType(header, jwt);
    }

    /// <summary>A media type as tokens abbreviate it: in lower case, without <c>application/</c> (RFC 7515, 4.1.9).</summary>
    private static string Short(string type)
    {
        var lower = type.ToLowerInvariant();
        return lower.StartsWith("application/", StringComparison.Ordinal) ? lower["application/".Length..] : lower;
    }

    private static string? FindWrongType(JsonElement header, JwtPlan jwt)
    {
        // Most issuers leave it out, or say JWT; so a token without it is taken where one with JWT is.
        var type = header.TryGetProperty("typ", out _) ? header.Text("typ") : "JWT";
        return type is not null && jwt.Types.Any(t => Short(t) == Short(type))
            ? null
            : $"its 'typ' is not {string.Join(" or ", jwt.Types)}, so it is another kind of token; "
                + "hub.yaml says which are accepted: jwt: { types: [at+jwt] }";
    }
}
