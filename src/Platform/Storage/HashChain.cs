using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Platform.Storage;

/// <summary>Chains rows by hash, so that changing or removing one shows in all that follow.</summary>
public static class HashChain
{
    /// <summary>SHA-256 over the hash before and the row's fields, each with its length; lower-case hexadecimal.</summary>
    public static string Next(string previous, params ReadOnlySpan<string> fields)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, previous);
        foreach (var field in fields)
            Append(hash, field);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The number of the first row that was changed, removed or put in, or null when the chain is whole.</summary>
    /// <param name="rows">All rows in order, each with the hash that its fields give.</param>
    public static long? FindBroken(IEnumerable<(long Number, string PreviousHash, string Hash, string Computed)> rows)
    {
        var (number, previous) = (0L, "");
        foreach (var row in rows)
        {
            if (row.Number != ++number || row.PreviousHash != previous || row.Hash != row.Computed)
                return number;
            previous = row.Hash;
        }

        return null;
    }

    private static void Append(IncrementalHash hash, string field)
    {
        var bytes = Encoding.UTF8.GetBytes(field);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
