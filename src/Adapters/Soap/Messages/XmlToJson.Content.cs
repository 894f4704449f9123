using System.Collections.Immutable;
using System.Text;
using System.Xml;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;
using Hub.Soap.Xsd;

namespace Hub.Soap.Messages;

/// <summary>What stands within an element.</summary>
internal sealed partial class XmlToJson
{
    // Each piece of a text is read together with those before it.
    private const int LongestNames = 16 * OpenPrefixes.LongestName;

    private void ReadContent(TypeShape type, bool byPlace = false)
    {
        if (type.Content.Ordered)
        {
            Json.WritePropertyName(ContentModel.OrderedProperty);
            ReadOrdered(type);
        }
        else
        {
            ReadElements(type, byPlace);
        }
    }

    private void ReadElements(TypeShape type, bool byPlace)
    {
        var content = type.Content;
        var runs = new SlotRuns(_json, _runs, content);
        if (Enter())
        {
            while (AtNode())
            {
                if (_reader.NodeType != XmlNodeType.Element)
                {
                    if (_passedOver is null && !string.IsNullOrWhiteSpace(_reader.Value))
                        _passedOver = "text";
                    _reader.Read();
                    continue;
                }

                var index = content.IndexOf(_reader.LocalName, _reader.NamespaceURI);
                // In an encoded array names mean nothing.
                if (index < 0 && (type.Array is not null || (byPlace && !runs.Any)))
                    index = 0;
                if (index >= 0)
                    ReadSlot(content.Slots[index], runs.Begin(index));
                else if (content.Open && content.Admits(_reader.NamespaceURI))
                    ReadOpen(type.Anything!, runs.Begin(content.Slots.Length));
                else
                    PassOver();
            }
        }

        if (!_lenient)
        {
            var (missing, twice) = runs.Check(whole: _path.Count == 0);
            if (twice is not null)
                Note(Malformed(twice, "is there more than once, and may be there once"));
            CheckMissing(missing);
        }

        runs.End();
    }

    // Values that are left out are a matter of the encoding (SOAP 1.1, section 5.1), which has no required ones.
    private void CheckMissing(ImmutableArray<string> missing)
    {
        if (missing.IsEmpty || _encoded)
            return;
        Note(missing is [var only] ? Malformed(only, "is required, and missing")
            : Malformed($"needs one of {string.Join(", ", missing.Take(5))}{(missing.Length > 5 ? ", …" : "")}"));
    }

    private void ReadSlot(Slot slot, int index)
    {
        _path.Add(new DocumentStep(slot.Property, slot.Repeats ? index : null));
        if (_each && slot.Repeats && _entry == 0)
            ReadEachEntry(slot.Element);
        else
            ReadElement(slot.Element);
        Leave();
    }

    private void ReadOrdered(TypeShape type)
    {
        var (content, text, count) = (type.Content, new TextPieces(), 0);
        Json.WriteStartArray();
        if (Enter())
        {
            while (AtNode())
            {
                if (_reader.NodeType != XmlNodeType.Element)
                {
                    if (content.Mixed)
                        text.Add(_reader.Value);
                    _reader.Read();
                    continue;
                }

                var index = content.IndexOf(_reader.LocalName, _reader.NamespaceURI);
                if (index < 0 && !(content.Open && content.Admits(_reader.NamespaceURI)))
                {
                    PassOver();
                    continue;
                }

                WriteText(ref text, ref count);
                if (index >= 0)
                    ReadEntry(content.Slots[index], count++);
                else
                    ReadOpen(type.Anything!, count++, ContentModel.OrderedProperty);
            }
        }

        WriteText(ref text, ref count);
        // The order of what there is is its writer's own, so only that there is nothing at all is sure to be wrong.
        if (!_lenient && count == 0 && content.Needs.Any)
            CheckMissing(content.Needs.FindMissing(new bool[content.Slots.Length], whole: false));
        Json.WriteEndArray();
    }

    private void ReadEntry(Slot slot, int index)
    {
        _path.Add(new DocumentStep(ContentModel.OrderedProperty, index));
        _path.Add(new DocumentStep(slot.Property));
        Json.WriteStartObject();
        Json.WritePropertyName(slot.Name);
        ReadElement(slot.Element);
        Json.WriteEndObject();
        Leave();
        Leave();
    }

    private void WriteText(ref TextPieces text, ref int count)
    {
        if (text.IsEmpty)
            return;
        _anyKnown = true;
        Json.WriteStringValue(text.Take());
        count++;
    }

    private void ReadValueMember(SimpleValue value, string? whenEmpty)
    {
        Json.WritePropertyName("$value"u8);
        ReadValue(value, whenEmpty);
    }

    private void ReadValue(SimpleValue value, string? whenEmpty, bool isName = false)
    {
        var hasNames = isName || value.HasNames;
        var longest = value.HasNames && value is { Form: JsonForm.List } or { Members.IsEmpty: false }
            ? LongestNames : OpenPrefixes.LongestName;
        var (pieces, name, fault) = (new TextPieces(), "", (string?)null);
        if (Enter())
        {
            while (AtNode())
            {
                if (_reader.NodeType == XmlNodeType.Element)
                {
                    Note(Malformed(
                        $"holds the element '{Shown(_reader.LocalName, _reader.NamespaceURI)}', and should be a value"));
                    BoundedXml.SkipElement(_reader);
                    continue;
                }

                pieces.Add(_reader.Value);
                // Here, where its prefix is bound.
                if (hasNames && pieces.Length <= longest)
                    (name, fault) = Qualified(isName ? SimpleValue.QName : value, pieces.ToString());
                _reader.Read();
            }
        }

        _anyKnown = true;
        if (hasNames && pieces.Length > longest)
            (hasNames, fault) = (false, value.Members.IsEmpty ? "is too long for a name" : null);
        if (fault is not null)
            throw Malformed(fault);
        var text = hasNames ? name : pieces.Take();
        if (text.Length == 0 && whenEmpty is not null && value.Form != JsonForm.Text)
            text = whenEmpty;
        Write(value, text);
    }

    /// <summary>Returns a text with its qualified names as JSON has them, or what is wrong with one of them.</summary>
    private (string Text, string? Fault) Qualified(SimpleValue value, string text)
    {
        string? fault = null;
        var isUnion = (value.Item ?? value).Members.Length > 0;
        // What no member of a union takes is read as the system holds it.
        return value.Rename(text, Qualify, keepsOthers: true) is { } qualified ? (qualified, null) : (text, fault);

        string? Qualify(string name)
        {
            if (name.Length == 0)
                return "";
            if (isUnion ? !OpenPrefixes.IsNameOrLocal(name) : !_lenient && !IsQualifiedName(name))
            {
                fault = "is not a qualified name, such as t:Order";
                return null;
            }

            var prefix = SchemaNames.PrefixOf(name);
            if (_reader.LookupNamespace(prefix) is not { Length: > 0 } space)
            {
                fault = "has a prefix that is not declared";
                return prefix.Length == 0 ? name : null;
            }

            return $"{{{space}}}{(prefix.Length == 0 ? name : name[(prefix.Length + 1)..])}";
        }
    }

    private void Write(SimpleValue value, string text)
    {
        if (_entry > 0)
        {
            WriteOrNote(value, text);
            return;
        }

        try
        {
            value.Read(text, Json, _lenient);
        }
        catch (MalformedDocumentException e)
        {
            throw Malformed(e.Message);
        }
    }

    // Into the element; false when there is nothing in it, and it is already left.
    private bool Enter()
    {
        if (_entered)
        {
            _entered = false;
            return true;
        }

        var isEmpty = _reader.IsEmptyElement;
        _reader.Read();
        return !isEmpty;
    }

    // To the next element or text within; false at the end, which is then left.
    private bool AtNode()
    {
        while (true)
        {
            switch (_reader.NodeType)
            {
                case XmlNodeType.Element or XmlNodeType.Text or XmlNodeType.CDATA
                    or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                    return true;
                case XmlNodeType.EndElement:
                    _reader.Read();
                    return false;
                default:
                    if (!_reader.Read())
                        throw new MalformedDocumentException("it ends in the middle");
                    break;
            }
        }
    }
}

/// <summary>One text in pieces, as comments and CDATA cut it; of one piece, which most have, nothing is copied.</summary>
internal record struct TextPieces
{
    private string? _first;
    private StringBuilder? _more;

    public readonly bool IsEmpty => string.IsNullOrEmpty(_first);

    public readonly int Length => _more?.Length ?? _first?.Length ?? 0;

    public void Add(string piece)
    {
        if (IsEmpty)
            _first = piece;
        else
            (_more ??= new StringBuilder(_first)).Append(piece);
    }

    /// <summary>The text; what comes then is another one.</summary>
    public string Take()
    {
        var text = ToString();
        (_first, _more) = (null, null);
        return text;
    }

    public readonly override string ToString() => _more?.ToString() ?? _first ?? "";
}
