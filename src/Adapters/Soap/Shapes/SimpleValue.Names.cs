using System.Collections.Immutable;
using System.Xml.Schema;

namespace Hub.Soap.Shapes;

/// <summary>Qualified names: a prefix in XML, <c>{namespace}local</c> in JSON.</summary>
internal sealed partial class SimpleValue
{
    /// <summary><c>xs:QName</c>.</summary>
    public static SimpleValue QName { get; } = Of(XmlSchemaType.GetBuiltInSimpleType(XmlTypeCode.QName)!);

    /// <summary>A union's members, in whose order a text is tried (XML Schema part 2, section 2.5.1.3); else empty.</summary>
    public ImmutableArray<SimpleValue> Members { get; private init; } = [];

    /// <summary>Whether it is a qualified name, or a list or a union that may have one.</summary>
    public bool HasNames => IsName || Item?.HasNames == true || Members.Any(m => m.HasNames);

    private bool IsName => _code is XmlTypeCode.QName or XmlTypeCode.Notation;

    /// <summary>Rewrites every qualified name of a text, and leaves the values of other types unchanged.</summary>
    /// <param name="text">The text, as XML or as JSON writes it.</param>
    /// <param name="rename">Returns a name's other form; null for a text that is not a name.</param>
    /// <param name="keepsOthers">Whether a text that no member of a union takes is left unchanged as well.</param>
    /// <returns>The text; null where it has to be a name and is not one.</returns>
    public string? Rename(string text, Func<string, string?> rename, bool keepsOthers = false)
    {
        if (IsName)
            return rename(text.Trim());
        if (Item is { } item)
        {
            var entries = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(entry => item.Rename(entry, rename, keepsOthers)).ToList();
            return entries.Contains(null) ? null : string.Join(' ', entries);
        }

        foreach (var member in Members)
        {
            // A member that does not fit leaves the text to the next one.
            if (member.HasNames && member.Rename(text, rename) is { } renamed)
                return renamed;
            if (!member.HasNames && member.Takes(text))
                return text;
        }

        return Members.IsEmpty || keepsOthers ? text : null;
    }

    private bool Takes(string text) =>
        _isFree || Parses(_datatype!, text) is null || (IsMoment && XmlMoment.Is(_code, text.Trim()));
}
