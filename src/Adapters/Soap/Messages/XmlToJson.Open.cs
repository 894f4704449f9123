using System.Collections.Immutable;
using System.Xml;
using Hub.Adapters.Shapes;

namespace Hub.Adapters.Soap;

/// <summary>What a type leaves open: by a global element or type where there is one, else as it stands.</summary>
internal sealed partial class XmlToJson
{
    // {namespace}name: value
    private void ReadOpen(KnownShapes known, int index, string property = ContentModel.AnyProperty)
    {
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
        if (IsNil())
            ReadNull();
        else if (TypeName() is { } name && known.TryFind(name, out var found))
            ReadNamed(known, found.Name, found.Type);
        else
            ReadUntyped(known);
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

    private void ReadUntyped(KnownShapes known)
    {
        var isObject = ReadOpenAttributes([], Wildcard.Everything, started: false);
        var (text, count) = ("", 0);
        if (Enter())
        {
            while (AtNode())
            {
                if (_reader.NodeType != XmlNodeType.Element)
                {
                    text += _reader.Value;
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
        else if (!isObject)
        {
            Json.WriteStringValue(text);
        }
        else if (text.Length > 0)
        {
            Json.WriteString("$value"u8, text);
        }

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
    private void WriteContentText(ref string text, ref int count)
    {
        if (string.IsNullOrWhiteSpace(text))
            text = "";
        WriteText(ref text, ref count);
    }

    /// <returns>Whether there was one, and the object that they stand in has begun.</returns>
    private bool ReadOpenAttributes(ImmutableArray<AttributeShape> declared, Wildcard open, bool started = true)
    {
        for (var more = _reader.MoveToFirstAttribute(); more; more = _reader.MoveToNextAttribute())
        {
            if (!OpenName.IsContent(_reader.NamespaceURI) || !open.Admits(_reader.NamespaceURI) || IsDeclared(declared))
                continue;
            if (!started)
                StartObject();
            started = true;
            Json.WriteString(OpenName.OfAttribute(_reader.LocalName, _reader.NamespaceURI), _reader.Value);
        }

        _reader.MoveToElement();
        return started;
    }

    private bool IsDeclared(ImmutableArray<AttributeShape> declared)
    {
        foreach (var attribute in declared)
            if (attribute.Name.Name == _reader.LocalName && attribute.Name.Namespace == _reader.NamespaceURI)
                return true;
        return false;
    }
}
