using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Hub.Platform.Storage;

/// <summary>
/// Keeps ciphers of the salts that were used last: deriving a key and setting up its cipher takes longer than decrypting a short
/// text. A cipher serves one thread at a time.
/// </summary>
internal sealed class SealCiphers
{
    // Each start of a process has a salt of its own.
    private const int MostSalts = 64;
    private readonly ConcurrentDictionary<(string Key, UInt128 Salt), ConcurrentBag<AesGcm>> _idle = new();

    /// <summary>Takes a cipher, or sets one up.</summary>
    public AesGcm Take(RecordKey key, ReadOnlySpan<byte> salt) =>
        _idle.TryGetValue((key.Id, Number(salt)), out var idle) && idle.TryTake(out var cipher) ? cipher : Create(key, salt);

    /// <summary>Gives a cipher back once it has done its work.</summary>
    public void Return(RecordKey key, ReadOnlySpan<byte> salt, AesGcm cipher)
    {
        if (_idle.Count >= MostSalts)
            _idle.Clear();
        _idle.GetOrAdd((key.Id, Number(salt)), _ => []).Add(cipher);
    }

    /// <summary>Sets up a cipher of a key that is derived from a hub's by a salt.</summary>
    public static AesGcm Create(RecordKey key, ReadOnlySpan<byte> salt) =>
        new(HMACSHA256.HashData(key.Value, salt), RecordSeal.TagLength);

    private static UInt128 Number(ReadOnlySpan<byte> salt) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(salt);
}
