using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Hub.Facade.Access;

/// <summary>Says which of an issuer's keys a token may be signed with, and whether it is signed with one of them.</summary>
internal static class JwtSigningKeys
{
    // RFC 7518, 3.3 and 3.5.
    private const int LeastRsaBits = 2048;

    private static readonly string[] EllipticCurves =
        [SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512];

    /// <summary>The keys of a set that sign, are strong enough, and can be read.</summary>
    public static IReadOnlyList<SecurityKey> Read(string set) => [.. new JsonWebKeySet(set).Keys.Where(Signs)];

    /// <summary>The keys that a token names; one without an id may be any.</summary>
    public static IReadOnlyList<SecurityKey> Choose(IReadOnlyList<SecurityKey> keys, string algorithm, string? kid) =>
        [.. keys.Where(k => (kid is null || string.IsNullOrEmpty(k.KeyId) || k.KeyId == kid) && Fits(k, algorithm))];

    /// <summary>Whether one of the keys made a signature.</summary>
    public static bool Signed(IEnumerable<SecurityKey> keys, string algorithm, byte[] signed, byte[] signature) =>
        signature.Length > 0 && keys.Any(key =>
        {
            // Kept by the library from token to token.
            var provider = key.CryptoProviderFactory.CreateForVerifying(key, algorithm);
            try
            {
                return provider.Verify(signed, signature);
            }
            finally
            {
                key.CryptoProviderFactory.ReleaseSignatureProvider(provider);
            }
        });

    private static bool Signs(JsonWebKey key)
    {
        try
        {
            if (!(key.Use is null or "" or JsonWebKeyUseNames.Sig)
                || (key.KeyOps.Count > 0 && !key.KeyOps.Contains("verify", StringComparer.Ordinal)))
                return false;
            if (key.Kty == JsonWebAlgorithmsKeyTypes.RSA)
                return key.KeySize >= LeastRsaBits && Verifies(key, SecurityAlgorithms.RsaSha256);
            return EllipticCurves.FirstOrDefault(c => Fits(key, c)) is { } algorithm && Verifies(key, algorithm);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or CryptographicException)
        {
            // One key that cannot be read must not keep out those whom the others let in.
            return false;
        }
    }

    private static bool Verifies(JsonWebKey key, string algorithm)
    {
        key.CryptoProviderFactory.ReleaseSignatureProvider(key.CryptoProviderFactory.CreateForVerifying(key, algorithm));
        return true;
    }

    private static bool Fits(SecurityKey key, string algorithm) => key is JsonWebKey web
        && (string.IsNullOrEmpty(web.Alg) || web.Alg == algorithm)
        && (CurveOf(algorithm) is { } curve
            ? web.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve && web.Crv == curve
            : web.Kty == JsonWebAlgorithmsKeyTypes.RSA);

    private static string? CurveOf(string algorithm) => algorithm switch
    {
        SecurityAlgorithms.EcdsaSha256 => JsonWebKeyECTypes.P256,
        SecurityAlgorithms.EcdsaSha384 => JsonWebKeyECTypes.P384,
        SecurityAlgorithms.EcdsaSha512 => JsonWebKeyECTypes.P521,
        _ => null,
    };
}
