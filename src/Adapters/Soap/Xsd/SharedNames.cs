using System.Collections.Concurrent;
using System.Xml;

namespace Hub.Soap.Xsd;

/// <summary>
/// The names of a system's messages, kept from one answer to the next: they are nearly always the same. As many as a
/// contract may have, so that whoever makes up names fills nothing but the table of his own answer.
/// </summary>
internal sealed class SharedNames
{
    private const int MostNames = 4096;
    private const int LongestName = 256;
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _find;
    private int _count;

    public SharedNames() => _find = _names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A table for one reader.</summary>
    public XmlNameTable ForOne() => new Table(this);

    private string? Find(ReadOnlySpan<char> name) => _find.TryGetValue(name, out var known) ? known : null;

    private string? Keep(ReadOnlySpan<char> name)
    {
        if (Find(name) is { } known)
            return known;
        if (name.Length > LongestName || Volatile.Read(ref _count) >= MostNames)
            return null;
        var text = name.ToString();
        var kept = _names.GetOrAdd(text, text);
        if (ReferenceEquals(kept, text))
            Interlocked.Increment(ref _count);
        return kept;
    }

    /// <summary>Within one reader a name is one object: what is its own stays so, whatever others make known meanwhile.</summary>
    private sealed class Table(SharedNames shared) : XmlNameTable
    {
        private NameTable? _own;

        public override string Add(char[] array, int offset, int length) => Add(array.AsSpan(offset, length));

        public override string Add(string array) => Add(array.AsSpan());

        public override string? Get(char[] array, int offset, int length) => Get(array.AsSpan(offset, length));

        public override string? Get(string array) => Get(array.AsSpan());

        private string Add(ReadOnlySpan<char> name) =>
            name.IsEmpty ? "" : Own(name) ?? shared.Keep(name) ?? (_own ??= new NameTable()).Add(name.ToString());

        private string? Get(ReadOnlySpan<char> name) => name.IsEmpty ? "" : Own(name) ?? shared.Find(name);

        private string? Own(ReadOnlySpan<char> name) => _own?.Get(name.ToString());
    }
}
