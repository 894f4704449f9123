using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Facade.Tests.Access;

/// <summary>
/// The facade in front of a route with <c>access: jwt</c>, and the keys of an issuer who signs whatever a test asks for,
/// byte by byte: no library that makes tokens makes these.
/// </summary>
public sealed class TokenIssuer : RunningFacade
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly RSA _small = RSA.Create(1024);
    private readonly ECDsa _p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    /// <summary>The claims of a good token, with some put in, changed, or left out where the value is null.</summary>
    internal string Claims(params IReadOnlyList<(string Name, string? Json)> changes)
    {
        var claims = new Dictionary<string, string?>
        {
            ["iss"] = "\"https://login.test\"",
            ["aud"] = "\"hub\"",
            ["sub"] = "\"user-1\"",
            ["exp"] = Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds().ToString(),
            ["customer"] = "\"C-1\"",
            ["roles"] = """["testers"]""",
        };
        foreach (var (name, json) in changes)
            claims[name] = json;
        return $"{{{string.Join(',', claims.Where(c => c.Value is not null).Select(c => $"\"{c.Key}\":{c.Value}"))}}}";
    }

    /// <summary>A token with exactly this header and these claims, signed as the header says where that can be done.</summary>
    internal string Sign(string header, string claims)
    {
        var signed = Join(header, claims);
        return $"{signed}.{Base64UrlEncoder.Encode(Signature(header, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>A good token's header and claims with a signature that everybody can make.</summary>
    internal string Forge(string which, string header)
    {
        using var own = RSA.Create(2048);
        var signed = Join(header.Replace("$JWK", Jwk(own, "rsa"), StringComparison.Ordinal), Claims());
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = which switch
        {
            "an empty signature" => [],
            "one byte" => [1],
            "zeros" => new byte[64],
            "a key of its own in the header" => own.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => HMACSHA256.HashData(Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), bytes),
        };
        return $"{signed}.{Base64UrlEncoder.Encode(signature)}";
    }

    protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
    {
        ["hub.yaml"] = """
            expose: true
            jwt: { issuer: "https://login.test", audience: hub, keys: keys.json }
            """,
        ["keys.json"] = $$"""
            { "keys": [
              {{Jwk(_rsa, "rsa", "\"use\":\"sig\",")}}, {{Jwk(_rsa, "pss-only", "\"alg\":\"PS256\",")}},
              {{Jwk(_rsa, "encryption", "\"use\":\"enc\",")}}, {{Jwk(_rsa, "wrapping", "\"key_ops\":[\"wrapKey\"],")}},
              {{Jwk(_small, "small")}}, {{Jwk(_p256, "p-256", "P-256")}}, {{Jwk(_p384, "p-384", "P-384")}},
              { "kty": "RSA", "kid": "broken", "n": "!", "e": "AQAB" } ] }
            """,
        ["capabilities/account.yaml"] = $$"""
            capability: account
            owner: account-team
            access: jwt
            cohort: { key: customerId, from: [claim customer], seed: customer, groups: claim roles }
            sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
            routes:
              account.get: GET /api/account
            """,
    };

    private byte[] Signature(string header, byte[] signed)
    {
        var algorithm = header.Contains("PS256") ? "PS256" : header.Contains("PS384") ? "PS384"
            : header.Contains("ES256") ? "ES256" : header.Contains("ES384") ? "ES384" : "RS256";
        var hash = algorithm.EndsWith("384", StringComparison.Ordinal) ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256;
        var key = header.Contains("\"small\"") ? _small : _rsa;
        return algorithm[0] switch
        {
            'E' => (header.Contains("p-384") ? _p384 : _p256).SignData(signed, hash),
            'P' => key.SignData(signed, hash, RSASignaturePadding.Pss),
            _ => key.SignData(signed, hash, RSASignaturePadding.Pkcs1),
        };
    }

    private static string Join(string header, string claims) =>
        $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(claims)}";

    private static string Jwk(RSA key, string kid, string more = "")
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var (n, e) = (Base64UrlEncoder.Encode(parameters.Modulus), Base64UrlEncoder.Encode(parameters.Exponent));
        return $$"""{"kty":"RSA",{{more}}"kid":"{{kid}}","n":"{{n}}","e":"{{e}}"}""";
    }

    private static string Jwk(ECDsa key, string kid, string curve)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return JsonSerializer.Serialize(new
        {
            kty = "EC", kid, crv = curve, x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y),
        });
    }
}
