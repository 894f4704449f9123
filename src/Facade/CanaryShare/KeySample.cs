using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;

namespace Hub.Facade.CanaryShare;

/// <summary>
/// Keeps a random sample of distinct cohort keys with the sides that answered each, in bounded memory: adaptive sampling after
/// Wegman (P. Flajolet, On adaptive sampling, Computing 43, 1990). Kept are the keys whose hash ends in <see cref="Depth"/> zero
/// bits; where there are more than <see cref="Most"/>, the depth grows by one. Samples of several nodes merge without loss.
/// Thread-safe.
/// </summary>
internal sealed class KeySample
{
    /// <summary>The most keys that are kept.</summary>
    public const int Most = 4096;

    // The two highest bits of a hash tell the sides where a sample is written.
    private const int SidesAt = 62;
    private const ulong HashBits = (1UL << SidesAt) - 1;
    private readonly ConcurrentDictionary<ulong, AnsweringSides> _keys = new();
    private readonly Lock _lock = new();
    private ulong _dropped;

    /// <summary>How many zero bits the hashes of the kept keys end in, at least.</summary>
    public int Depth { get; private set; }

    /// <summary>How often the sample was altered.</summary>
    public long Changes { get; private set; }

    /// <summary>How many keys are kept.</summary>
    public int Kept => _keys.Count;

    /// <summary>About how many distinct keys there were.</summary>
    public double Distinct => Math.ScaleB(_keys.Count, Depth);

    /// <summary>How many of the kept keys the given sides have answered, each of them at least once.</summary>
    public int AnsweredBy(AnsweringSides sides) => _keys.Count(k => (k.Value & sides) == sides);

    /// <summary>Adds a key, unless it is one of those left out of the sample.</summary>
    /// <param name="hash">Its hash, evenly distributed.</param>
    /// <param name="sides">The sides that answered.</param>
    public void Add(ulong hash, AnsweringSides sides)
    {
        // Most requests end here: without a lock.
        if ((hash & Volatile.Read(ref _dropped)) != 0
            || (_keys.TryGetValue(hash & HashBits, out var known) && (known & sides) == sides))
            return;
        lock (_lock)
            AddLocked(hash & HashBits, sides);
    }

    /// <summary>Adds the keys of another node's sample.</summary>
    public void Add(KeySample other)
    {
        lock (_lock)
        {
            while (Depth < other.Depth)
                Deepen();
            foreach (var (hash, sides) in other._keys)
                AddLocked(hash, sides);
        }
    }

    /// <summary>Writes the sample as text, which <see cref="Read"/> reads.</summary>
    public string Write()
    {
        lock (_lock)
        {
            var bytes = new byte[_keys.Count * sizeof(ulong)];
            var at = 0;
            foreach (var (hash, sides) in _keys)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), hash | ((ulong)sides << SidesAt));
                at += sizeof(ulong);
            }

            return string.Create(CultureInfo.InvariantCulture, $"{Depth}:{Convert.ToBase64String(bytes)}");
        }
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is not such a text.</exception>
    public static KeySample Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var sample = new KeySample();
        for (var depth = int.Parse(text.AsSpan(0, Math.Max(0, colon)), CultureInfo.InvariantCulture); depth > 0; depth--)
            sample.Deepen();
        var bytes = Convert.FromBase64String(text[(colon + 1)..]).AsSpan();
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            var value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            sample.AddLocked(value & HashBits, (AnsweringSides)(value >> SidesAt));
        }

        return sample;
    }

    private void AddLocked(ulong hash, AnsweringSides sides)
    {
        if ((hash & _dropped) != 0)
            return;
        var known = _keys.GetValueOrDefault(hash);
        if ((known | sides) == known)
            return;
        _keys[hash] = known | sides;
        Changes++;
        while (_keys.Count > Most)
            Deepen();
    }

    private void Deepen()
    {
        Depth++;
        Volatile.Write(ref _dropped, (1UL << Depth) - 1);
        foreach (var hash in _keys.Keys.Where(h => (h & _dropped) != 0))
            _keys.TryRemove(hash, out _);
    }
}
