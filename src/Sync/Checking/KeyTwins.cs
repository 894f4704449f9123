using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Sync.Checking;

/// <summary>
/// Finds records whose keys differ in case and blanks only: a side that does not tell them apart takes both for one. Knows
/// which records were met before, too, as a log of changes may tell one twice. It remembers hashes, up to a million keys.
/// </summary>
internal sealed class KeyTwins
{
    private const int Most = 1_000_000;
    private readonly Dictionary<long, long> _seen = [];
    private readonly HashSet<long> _faulty = [];

    /// <summary>Returns whether a record is met for the first time.</summary>
    public bool IsFirst(string key) =>
        !_seen.TryGetValue(Hash(key.Trim().ToUpperInvariant()), out var known) || known != Hash(key);

    /// <summary>Returns whether a record has its first fault.</summary>
    public bool IsFirstFault(string key)
    {
        var hash = Hash(key);
        return !_faulty.Contains(hash) && (_faulty.Count >= Most || _faulty.Add(hash));
    }

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
