using System.Text.Json;
using System.Xml;

namespace Hub.Soap.Messages;

/// <summary>
/// The prefixes that values of untyped content use, such as <c>xs:string</c> in an attribute of a schema: nothing but the
/// declarations around tells what they mean, so these go along as <c>$xmlns</c>, from the prefix to the namespace.
/// </summary>
/// <param name="outermost">A reader at the element they are to be declared at.</param>
internal sealed class OpenPrefixes(XmlReader outermost)
{
    /// <summary>The property; no element and no attribute can have that name.</summary>
    public const string Property = "$xmlns";

    /// <summary>Longer texts are no names, whatever stands in them.</summary>
    public const int LongestName = 1024;

    // Of a path.
    private const int LongestPath = 4 * LongestName;
    private readonly string _default = outermost.LookupNamespace("") ?? "";
    private Dictionary<string, string>? _used;

    /// <summary>Whether there are any.</summary>
    public bool IsUsed => _used is not null;

    /// <summary>Whether a text is nothing but a name with a prefix.</summary>
    public static bool IsName(string text)
    {
        var name = text.AsSpan().Trim();
        return name.IndexOf(':') is > 0 and var colon
            && IsLocal(name[..colon]) && IsLocal(name[(colon + 1)..]);
    }

    /// <summary>Whether a text is nothing but a name, with or without a prefix.</summary>
    public static bool IsNameOrLocal(string text) => IsLocal(text) || IsName(text);

    /// <summary>Notes all prefixes of a value, as paths hold several.</summary>
    /// <param name="reader">Where the value stands.</param>
    /// <param name="value">The value.</param>
    /// <returns>False where one of them means something else here already.</returns>
    public bool Note(XmlReader reader, string value)
    {
        var noted = true;
        for (var colon = value.Length > LongestPath ? -1 : value.IndexOf(':', StringComparison.Ordinal);
            colon >= 0;
            colon = value.IndexOf(':', colon + 1))
        {
            var start = colon;
            while (start > 0 && XmlConvert.IsNCNameChar(value[start - 1]))
                start--;
            if (colon + 1 < value.Length && XmlConvert.IsStartNCNameChar(value[colon + 1])
                && start < colon && XmlConvert.IsStartNCNameChar(value[start]))
                noted &= Use(reader, value[start..colon]);
        }

        return noted;
    }

    public void Write(Utf8JsonWriter json)
    {
        if (_used is null)
            return;
        json.WriteStartObject(Property);
        // Names without a prefix mean something as well.
        json.WriteString("", _default);
        foreach (var (prefix, space) in _used)
            json.WriteString(prefix, space);
        json.WriteEndObject();
    }

    private static bool IsLocal(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || !XmlConvert.IsStartNCNameChar(name[0]))
            return false;
        foreach (var c in name)
            if (!XmlConvert.IsNCNameChar(c))
                return false;
        return true;
    }

    private bool Use(XmlReader reader, string prefix)
    {
        if (prefix is "xml" or "xmlns" || reader.LookupNamespace(prefix) is not { Length: > 0 } space)
            return true;
        _used ??= new Dictionary<string, string>(StringComparer.Ordinal);
        return _used.TryAdd(prefix, space) || _used[prefix] == space;
    }
}
