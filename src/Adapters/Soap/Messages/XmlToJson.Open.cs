using System.Collections.Immutable;
using System.Xml;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;

namespace Hub.Soap.Messages;

/// <summary>What a type leaves open: by a global element or type where there is one, else as it stands.</summary>
internal sealed partial class XmlToJson
{
    // Within untyped content the prefixes that its values use; they stand at the outermost object, at its end.
    private OpenPrefixes? _prefixes;

    // {namespace}name: value
    private void ReadOpen(KnownShapes known, int index, string property = ContentModel.AnyProperty)
    {
        CheckSize();
        var name = OpenName.Of(_reader.LocalName, _reader.NamespaceURI);
        _path.Add(new DocumentStep(property, index));
        _path.Add(new DocumentStep(name));
        Json.WriteStartObject();
        Json.WritePropertyName(name);
        if (known.Elements.TryGetValue(new XmlQualifiedName(_reader.LocalName, _reader.NamespaceURI), out var element))
            ReadElement(element);
        else
            ReadAnything(known);
        Json.WriteEndObject();
        Leave();
        Leave();
    }

    // Of a type that it names itself; without one, text as a string, else attributes, and what is inside in its order.
    private void ReadAnything(KnownShapes known)
    {
        BoundedXml.CheckDepth(_reader);
        _anyKnown = true;
        if (IsNil())
        {
            ReadNull();
            return;
        }

        var type = TypeName(out var unbound);
        if (unbound)
            throw Malformed("has a type whose prefix is not declared");
        if (type is not null && known.TryFind(type, out var found))
            ReadNamed(known, found.Name, found.Type);
        else
            ReadUntyped(known, type);
    }

    private void ReadNamed(KnownShapes known, string name, TypeShape type)
    {
        // The types that JSON has itself need not be named.
        if (type.IsValue && JsonToXml.OwnTypes.Contains(name))
        {
            ReadValue(type.Value!, whenEmpty: null);
            return;
        }

        StartObject();
        Json.WriteString(known.TypeProperty, name);
        if (type.IsValue)
            ReadValueMember(type.Value!, whenEmpty: null);
        else
            ReadMembers(type);
        Json.WriteEndObject();
    }

    /// <param name="known">The types and elements there are.</param>
    /// <param name="type">The type named by xsi:type, which is not among those known; or null.</param>
    private void ReadUntyped(KnownShapes known, XmlQualifiedName? type)
    {
        var outermost = _prefixes is null;
        var own = outermost ? _prefixes = new OpenPrefixes(_reader) : null;
        var isObject = type is not null;
        if (type is not null)
        {
            StartObject();
            Json.WriteString(known.TypeProperty, OpenName.Of(type.Name, type.Namespace));
        }

        isObject = ReadOpenAttributes([], Wildcard.Everything, isObject, ref own);
        var (text, count) = (new TextPieces(), 0);
        if (Enter())
        {
            while (AtNode())
            {
                if (_reader.NodeType != XmlNodeType.Element)
                {
                    text.Add(_reader.Value);
                    if (count == 0 && text.Length <= OpenPrefixes.LongestName && OpenPrefixes.IsName(text.ToString()))
                        Note(text.ToString(), ref own);
                    _reader.Read();
                    continue;
                }

                if (count == 0)
                    StartContent(ref isObject);
                WriteContentText(ref text, ref count);
                ReadOpen(known, count++, ContentModel.OrderedProperty);
            }
        }

        if (count > 0)
        {
            WriteContentText(ref text, ref count);
            Json.WriteEndArray();
        }
        else if (!isObject && own is not { IsUsed: true })
        {
            Json.WriteStringValue(text.Take());
        }
        else if (!text.IsEmpty)
        {
            if (!isObject)
                StartObject();
            isObject = true;
            Json.WriteString("$value"u8, text.Take());
        }

        if (isObject)
            own?.Write(Json);
        if (outermost)
            _prefixes = null;
        if (isObject)
            Json.WriteEndObject();
    }

    private void StartContent(ref bool isObject)
    {
        if (!isObject)
            StartObject();
        isObject = true;
        Json.WriteStartArray(ContentModel.OrderedProperty);
    }

    // Between elements blanks are somebody's indentation.
    private void WriteContentText(ref TextPieces text, ref int count)
    {
        if (string.IsNullOrWhiteSpace(text.ToString()))
            text.Take();
        WriteText(ref text, ref count);
    }

    /// <param name="declared">Attributes that are read elsewhere.</param>
    /// <param name="open">Which others there may be.</param>
    /// <param name="started">Whether the object that they stand in has begun.</param>
    /// <param name="own">Prefixes to be declared at that object.</param>
    /// <returns>Whether it has begun now.</returns>
    private bool ReadOpenAttributes(
        ImmutableArray<AttributeShape> declared, Wildcard open, bool started, ref OpenPrefixes? own)
    {
        for (var more = _reader.MoveToFirstAttribute(); more; more = _reader.MoveToNextAttribute())
        {
            if (!OpenName.IsContent(_reader.NamespaceURI) || !open.Admits(_reader.NamespaceURI) || IsDeclared(declared))
                continue;
            CheckSize();
            if (!started)
                StartObject();
            started = _anyKnown = true;
            Json.WriteString(OpenName.OfAttribute(_reader.LocalName, _reader.NamespaceURI), _reader.Value);
            Note(_reader.Value, ref own);
        }

        _reader.MoveToElement();
        return started;
    }

    // A prefix that means something else further out is declared here.
    private void Note(string value, ref OpenPrefixes? own)
    {
        if (value.Contains(':', StringComparison.Ordinal) && _prefixes?.Note(_reader, value) != true)
            (own ??= new OpenPrefixes(_reader)).Note(_reader, value);
    }

    private bool IsDeclared(ImmutableArray<AttributeShape> declared)
    {
        foreach (var attribute in declared)
            if (attribute.Name.Name == _reader.LocalName && attribute.Name.Namespace == _reader.NamespaceURI)
                return true;
        return false;
    }
}
