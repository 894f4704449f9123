using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Platform.Identity.Anchors;

/// <summary>
/// The heads of the audit log and of the revisions at one time, signed and kept where whoever can write the store cannot:
/// with it, a log that was rewritten as a whole, or whose end was deleted, is found.
/// </summary>
/// <param name="At">When, to the microsecond.</param>
/// <param name="Entry">The number of the newest audit entry; 0 in an empty log.</param>
/// <param name="EntryHash">Its hash; empty in an empty log.</param>
/// <param name="Revision">The number of the newest revision; 0 where there is none.</param>
/// <param name="RevisionHash">Its hash; empty where there is none.</param>
public sealed record AuditAnchor(DateTimeOffset At, long Entry, string EntryHash, long Revision, string RevisionHash)
{
    /// <summary>SHA-256 of the signer's public key (SubjectPublicKeyInfo), lower-case hexadecimal.</summary>
    public string Key { get; init; } = "";

    /// <summary>
    /// The ECDSA signature with SHA-256 over <see cref="SignedText"/> in UTF-8, as DER in base64: what
    /// <c>openssl dgst -sha256 -verify</c> reads.
    /// </summary>
    public string Signature { get; init; } = "";

    /// <summary>Six lines, each ended by a line feed: a name, the time, and the two heads with their hashes.</summary>
    public string SignedText() => string.Create(
        CultureInfo.InvariantCulture,
        $"hub audit anchor 1\n{At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}\n{Entry}\n{EntryHash}\n{Revision}\n{RevisionHash}\n");

    /// <summary>Returns the anchor with its signature.</summary>
    public AuditAnchor Sign(ECDsa key) => this with
    {
        Key = KeyOf(key),
        Signature = Convert.ToBase64String(key.SignData(
            Encoding.UTF8.GetBytes(SignedText()), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
    };

    /// <summary>Whether a key's holder has signed exactly this.</summary>
    public bool IsSignedBy(ECDsa key)
    {
        var signature = new byte[Signature.Length];
        return Convert.TryFromBase64String(Signature, signature, out var length)
            && key.VerifyData(
                Encoding.UTF8.GetBytes(SignedText()), signature.AsSpan(0, length), HashAlgorithmName.SHA256,
                DSASignatureFormat.Rfc3279DerSequence);
    }

    /// <summary>SHA-256 of a public key, lower-case hexadecimal.</summary>
    public static string KeyOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
}
