using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Hub.Facade.Signing;

/// <summary>The public part of a key of the curve P-256, as a JSON Web Key (RFC 7517).</summary>
/// <param name="X">The point's first coordinate, in base64url.</param>
/// <param name="Y">The point's second coordinate, in base64url.</param>
internal sealed record PublicKey(string X, string Y)
{
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>The kind of key.</summary>
    public string Kty => "EC";

    /// <summary>The curve.</summary>
    public string Crv => "P-256";

    /// <summary>What it is for.</summary>
    public string Use => "sig";

    /// <summary>The algorithm: ECDSA with SHA-256.</summary>
    public string Alg => DetachedSignature.Algorithm;

    /// <summary>The key's thumbprint (RFC 7638), by which a signature names it.</summary>
    [JsonPropertyName("kid")]
    public string Id { get; } = Base64Url.EncodeToString(SHA256.HashData(
        Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""")));

    /// <summary>Returns the public part of a key; null for a key of another curve.</summary>
    public static PublicKey? Of(ECDsa key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return parameters.Curve.Oid.Value == P256 || parameters.Curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256"
            ? new PublicKey(Base64Url.EncodeToString(parameters.Q.X), Base64Url.EncodeToString(parameters.Q.Y))
            : null;
    }

    /// <summary>Returns the key to check signatures with.</summary>
    /// <exception cref="CryptographicException">The coordinates are not a point of the curve.</exception>
    /// <exception cref="FormatException">A coordinate is not base64url.</exception>
    public ECDsa ToKey() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) },
    });
}

/// <summary>All public keys of a hub's nodes, as a JSON Web Key Set.</summary>
/// <param name="Keys">The keys, the latest first.</param>
internal sealed record PublicKeys(IReadOnlyList<PublicKey> Keys);
