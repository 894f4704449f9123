using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Platform.Routing;

/// <summary>
/// Microsoft.FeatureManagement's allocation: the little-endian uint32 of the first four bytes of
/// SHA-256(UTF-8(key, line feed, seed)), as a percentage of the largest uint32.
/// </summary>
public static class Allocation
{
    private const int OnStack = 512;

    /// <summary>The bucket of a key, 0 to 100; case-sensitive.</summary>
    public static double Bucket(ReadOnlySpan<char> key, ReadOnlySpan<char> seed)
    {
        var most = Encoding.UTF8.GetMaxByteCount(key.Length + seed.Length + 1);
        byte[]? rented = null;
        var bytes = most <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var length = Encoding.UTF8.GetBytes(key, bytes);
            bytes[length++] = (byte)'\n';
            length += Encoding.UTF8.GetBytes(seed, bytes[length..]);
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(bytes[..length], hash);
            return BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)uint.MaxValue * 100;
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>
    /// Whether a bucket lies in the percentile 0 to <paramref name="percent"/>: half-open, but 100 includes 100.
    /// </summary>
    public static bool Includes(double percent, double bucket) => bucket < percent || (percent >= 100 && bucket >= 100);
}
