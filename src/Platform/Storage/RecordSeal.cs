using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Hub.Platform.Storage;

/// <summary>
/// Encrypts records of other systems that the hub keeps in its own store: AES-256-GCM under a key that is derived from the
/// hub's by a salt (HMAC-SHA256). Each start of a process has a random salt, and each text a random nonce: under one key far
/// fewer texts are encrypted than the 2^32 that random nonces of 96 bits allow (NIST SP 800-38D, 8.3). Text that was kept in the
/// clear before is read as it is, and so is text with a salt of its own.
/// </summary>
public sealed class RecordSeal
{
    internal const int TagLength = 16;
    internal const int SaltLength = 16;

    // No JSON begins so.
    private const string Mark = "sealed:";

    // Behind the key's name: a salt of a process and a nonce, or, from before, a salt of this text alone.
    private const char Shared = '.';
    private const char Alone = ':';
    private const int NonceLength = 12;
    private readonly Lazy<IReadOnlyList<RecordKey>> _loaded;
    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(SaltLength);
    private readonly SealCiphers _ciphers = new();

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
        var closed = new byte[SaltLength + NonceLength + TagLength + plain.Length];
        var nonce = closed.AsSpan(SaltLength, NonceLength);
        var tag = closed.AsSpan(SaltLength + NonceLength, TagLength);
        _salt.CopyTo(closed, 0);
        RandomNumberGenerator.Fill(nonce);
        var cipher = _ciphers.Take(Keys[0], _salt);
        cipher.Encrypt(nonce, plain, closed.AsSpan(SaltLength + NonceLength + TagLength), tag);
        _ciphers.Return(Keys[0], _salt, cipher);
        return $"{Mark}{Keys[0].Id}{Shared}{Convert.ToBase64String(closed)}";
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
            return kept[Mark.Length + id.Length] == Alone ? OpenAlone(key, closed) : OpenShared(key, closed);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or OverflowException or ArgumentException
            or IndexOutOfRangeException)
        {
            throw new RecordKeyException("An encrypted record in the hub's store was changed by somebody else.", e);
        }
    }

    /// <summary>Returns a kept JSON object; null stays null.</summary>
    /// <exception cref="RecordKeyException">It is encrypted with a key that this hub does not have, or was changed.</exception>
    public JsonObject? OpenObject(string? kept) => kept is null ? null : JsonNode.Parse(Open(kept))!.AsObject();

    private string OpenShared(RecordKey key, byte[] closed)
    {
        var plain = new byte[closed.Length - SaltLength - NonceLength - TagLength];
        var salt = closed.AsSpan(0, SaltLength);
        var cipher = _ciphers.Take(key, salt);
        cipher.Decrypt(
            closed.AsSpan(SaltLength, NonceLength), closed.AsSpan(SaltLength + NonceLength + TagLength),
            closed.AsSpan(SaltLength + NonceLength, TagLength), plain);
        _ciphers.Return(key, salt, cipher);
        return Encoding.UTF8.GetString(plain);
    }

    private static string OpenAlone(RecordKey key, byte[] closed)
    {
        var plain = new byte[closed.Length - SaltLength - TagLength];
        using var cipher = SealCiphers.Create(key, closed.AsSpan(0, SaltLength));
        cipher.Decrypt(
            new byte[NonceLength], closed.AsSpan(SaltLength + TagLength), closed.AsSpan(SaltLength, TagLength), plain);
        return Encoding.UTF8.GetString(plain);
    }
}

/// <summary>A kept record cannot be decrypted; the message says what to do, and nothing of the record.</summary>
public sealed class RecordKeyException(string message, Exception? inner = null) : Exception(message, inner);
