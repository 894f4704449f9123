using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Hub.Platform.Storage;

/// <summary>
/// Encrypts records of other systems that the hub keeps in its own store: AES-256-GCM, each text under a key of its own, which is
/// derived from the hub's by a random salt (HMAC-SHA256), so that no nonce is ever used twice. Text that was kept in the clear
/// before is read as it is.
/// </summary>
public sealed class RecordSeal
{
    // No JSON begins so.
    private const string Mark = "sealed:";
    private const int SaltLength = 16;
    private const int TagLength = 16;
    private static readonly byte[] Nonce = new byte[12];
    private readonly Lazy<IReadOnlyList<RecordKey>> _loaded;

    // Loaded with the first record: whoever only checks a plan has no key made.
    internal RecordSeal(Func<IReadOnlyList<RecordKey>> load) => _loaded = new(load);

    /// <summary>Keeps text in the clear, and reads no other.</summary>
    public static RecordSeal None { get; } = new(() => []);

    /// <summary>Whether what is kept from now on is encrypted.</summary>
    /// <exception cref="InvalidDataException">The file of keys is missing, or holds none.</exception>
    public bool Encrypts => Keys.Count > 0;

    private IReadOnlyList<RecordKey> Keys => _loaded.Value;

    /// <summary>Returns text as it is kept; null stays null.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public string? Close(string? text)
    {
        if (text is null || !Encrypts)
            return text;
        var plain = Encoding.UTF8.GetBytes(text);
        var closed = new byte[SaltLength + TagLength + plain.Length];
        var salt = closed.AsSpan(0, SaltLength);
        RandomNumberGenerator.Fill(salt);
        using var cipher = CipherOf(Keys[0], salt);
        cipher.Encrypt(Nonce, plain, closed.AsSpan(SaltLength + TagLength), closed.AsSpan(SaltLength, TagLength));
        return $"{Mark}{Keys[0].Id}:{Convert.ToBase64String(closed)}";
    }

    /// <summary>Returns kept text as it was given; null stays null.</summary>
    /// <exception cref="RecordKeyException">It is encrypted with a key that this hub does not have, or was changed.</exception>
    [return: NotNullIfNotNull(nameof(kept))]
    public string? Open(string? kept)
    {
        if (kept is null || !kept.StartsWith(Mark, StringComparison.Ordinal))
            return kept;
        var id = kept.AsSpan(Mark.Length, Math.Min(RecordKey.IdLength, kept.Length - Mark.Length)).ToString();
        var key = Keys.FirstOrDefault(k => k.Id == id)
            ?? throw new RecordKeyException(
                $"A record in the hub's store is encrypted with the key {id}, which this hub does not have: add that key "
                + $"as a line of {RecordKeys.FileName} in the data folder, or of the file that {RecordKeys.Variable} names, and "
                + "start again.");
        try
        {
            var closed = Convert.FromBase64String(kept[(Mark.Length + id.Length + 1)..]);
            var plain = new byte[closed.Length - SaltLength - TagLength];
            using var cipher = CipherOf(key, closed.AsSpan(0, SaltLength));
            cipher.Decrypt(Nonce, closed.AsSpan(SaltLength + TagLength), closed.AsSpan(SaltLength, TagLength), plain);
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or OverflowException or ArgumentException)
        {
            throw new RecordKeyException("An encrypted record in the hub's store was changed by somebody else.", e);
        }
    }

    /// <summary>Returns a kept JSON object; null stays null.</summary>
    /// <exception cref="RecordKeyException">It is encrypted with a key that this hub does not have, or was changed.</exception>
    public JsonObject? OpenObject(string? kept) => kept is null ? null : JsonNode.Parse(Open(kept))!.AsObject();

    private static AesGcm CipherOf(RecordKey key, ReadOnlySpan<byte> salt) =>
        new(HMACSHA256.HashData(key.Value, salt), TagLength);
}

/// <summary>A kept record cannot be decrypted; the message says what to do, and nothing of the record.</summary>
public sealed class RecordKeyException(string message, Exception? inner = null) : Exception(message, inner);
