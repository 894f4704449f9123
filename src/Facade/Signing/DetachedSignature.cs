using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hub.Facade.Signing;

/// <summary>
/// Signs a document by a JSON Web Signature whose payload is the document itself, as canonical JSON without the signature
/// (RFC 7515, appendix F; RFC 8785): <c>header..signature</c>. The document stays readable, and any JWS library checks it.
/// </summary>
internal static class DetachedSignature
{
    /// <summary>ECDSA with SHA-256 over the curve P-256 (RFC 7518).</summary>
    public const string Algorithm = "ES256";

    private const int LongestHeader = 1000;

    /// <summary>Returns the signature.</summary>
    /// <param name="canonical">The document without it.</param>
    /// <param name="key">The key.</param>
    /// <param name="keyId">The name of the key.</param>
    public static string Of(string canonical, ECDsa key, string keyId)
    {
        var header = Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(new { alg = Algorithm, kid = keyId, typ = "JOSE" }));
        return $"{header}..{Base64Url.EncodeToString(key.SignData(Input(header, canonical), HashAlgorithmName.SHA256))}";
    }

    /// <summary>Returns the name of the key that a signature was made with; null for any other text.</summary>
    public static string? KeyOf(string signature)
    {
        if (signature.Split('.') is not [{ Length: > 0 and <= LongestHeader } header, "", { Length: > 0 }])
            return null;
        try
        {
            using var read = JsonDocument.Parse(Base64Url.DecodeFromChars(header));
            // 'crit' names extensions that a reader has to know, and the hub's signatures have none.
            return read.RootElement is { ValueKind: JsonValueKind.Object } fields
                && fields.TryGetProperty("alg", out var algorithm) && algorithm.ValueEquals(Algorithm)
                && !fields.TryGetProperty("crit", out _)
                && fields.TryGetProperty("kid", out var kid) && kid.ValueKind == JsonValueKind.String
                    ? kid.GetString()
                    : null;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether a key's holder has signed exactly this document.</summary>
    public static bool IsOf(string signature, string canonical, ECDsa key)
    {
        try
        {
            return KeyOf(signature) is not null && signature.Split('.') is [var header, "", var signed]
                && key.VerifyData(Input(header, canonical), Base64Url.DecodeFromChars(signed), HashAlgorithmName.SHA256);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static byte[] Input(string header, string canonical) =>
        Encoding.ASCII.GetBytes($"{header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(canonical))}");
}
