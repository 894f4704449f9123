using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Sync.Checking;

/// <summary>
/// Finds records whose keys differ in case and blanks only: a side that does not tell them apart takes both for one. It remembers
/// hashes, up to a million keys.
/// </summary>
internal sealed class KeyTwins
{
    private const int Most = 1_000_000;
    private readonly Dictionary<long, long> _seen = [];

    /// <summary>Returns what is wrong with a key; null for nothing, and for one that was looked at before.</summary>
    public CheckFault? Find(string key)
    {
        var (folded, exact) = (Hash(key.Trim().ToUpperInvariant()), Hash(key));
        if (_seen.TryGetValue(folded, out var known))
            return known == exact
                ? null
                : new CheckFault(
                    null, "its key is that of another record but for case and blanks: a side that does not tell them apart takes "
                        + "both for one");
        if (_seen.Count < Most)
            _seen.Add(folded, exact);
        return null;
    }

    private static long Hash(string text) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
