using System.Buffers.Binary;
using System.Net;
using System.Numerics;

namespace Hub.Facade.Discovering;

/// <summary>
/// Counts different callers without keeping who they are: each sets one of 4,096 places, which very many addresses share, and
/// their number follows from the places left empty (linear counting; Whang, Vander-Zanden and Taylor 1990). Off by few percent
/// up to 20,000 callers.
/// </summary>
internal sealed class CallerSketch
{
    private const int Places = 4096;
    private const int DenseBytes = Places / 8;

    // Above that, one bit for each place is shorter.
    private const int MostListed = 250;
    private readonly HashSet<ushort> _listed = [];
    private ulong[]? _bits;

    /// <summary>Returns the place of an address.</summary>
    public static ushort PlaceOf(IPAddress? address)
    {
        if (address is null)
            return 0;
        Span<byte> bytes = stackalloc byte[16];
        (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var length);
        return PlaceOf(bytes[..length]);
    }

    /// <summary>Returns the place of a caller that is named by bytes.</summary>
    public static ushort PlaceOf(ReadOnlySpan<byte> caller)
    {
        // FNV-1a, mixed at the end as MurmurHash3 does.
        var hash = 14695981039346656037UL;
        foreach (var b in caller)
            hash = (hash ^ b) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return (ushort)((hash ^ (hash >> 33)) % Places);
    }

    /// <summary>Notes a caller by its place.</summary>
    public void Add(ushort place)
    {
        if (_bits is not null)
        {
            _bits[place / 64] |= 1UL << (place % 64);
            return;
        }

        if (!_listed.Add(place) || _listed.Count <= MostListed)
            return;
        _bits = new ulong[Places / 64];
        foreach (var listed in _listed)
            Add(listed);
        _listed.Clear();
    }

    /// <summary>Adds the callers of another one.</summary>
    public void Add(CallerSketch other) => Add(other.ToBytes());

    /// <summary>Adds callers as <see cref="ToBytes"/> wrote them.</summary>
    public void Add(ReadOnlySpan<byte> written)
    {
        if (written.Length == DenseBytes)
        {
            for (var place = 0; place < Places; place++)
                if ((written[place / 8] & (1 << (place % 8))) != 0)
                    Add((ushort)place);
            return;
        }

        for (var at = 0; at + 1 < written.Length; at += 2)
            Add((ushort)(BinaryPrimitives.ReadUInt16LittleEndian(written[at..]) % Places));
    }

    /// <summary>Returns the places taken, in 512 bytes at most.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_bits is null ? _listed.Count * 2 : DenseBytes];
        var at = 0;
        if (_bits is null)
            foreach (var place in _listed)
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2 * at++), place);
        else
            foreach (var bits in _bits)
                BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * at++), bits);
        return bytes;
    }

    /// <summary>Returns about how many callers there were.</summary>
    public long Estimate()
    {
        var taken = _bits is null ? _listed.Count : _bits.Sum(b => BitOperations.PopCount(b));
        var free = Math.Max(1, Places - taken);
        return (long)Math.Round(Places * Math.Log((double)Places / free));
    }
}
