using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using Hub.Adapters.Shapes;

namespace Hub.Adapters.Soap;

/// <summary>Reads an element as JSON by its shape. Tolerant: what the schema does not know is passed over.</summary>
internal sealed partial class XmlToJson
{
    private readonly XmlReader _reader;
    private readonly List<DocumentStep> _path = [];
    private bool _entered;

    private XmlToJson(XmlReader reader) => _reader = reader;

    /// <param name="reader">At the element's start; left after its end.</param>
    /// <param name="shape">What the element should be.</param>
    /// <exception cref="MalformedDocumentException">A value is not of its type, or the nesting is too deep; the message has the path.</exception>
    /// <exception cref="XmlException">The text is no XML.</exception>
    public static JsonNode? Read(XmlReader reader, ElementShape shape) => new XmlToJson(reader).ReadElement(shape);

    /// <summary>Reads an answer: what stands in the body.</summary>
    /// <param name="reader">At the first node within the body.</param>
    /// <param name="message">What is expected.</param>
    public static JsonNode? Read(XmlReader reader, SoapMessage message)
    {
        var xml = new XmlToJson(reader);
        if (message.Element is null)
            return xml.ReadInside(message.Type);
        // The one result of an rpc is known by its place, whatever its name.
        return message is { Rpc: true, Element.Type.Content.Slots: [var only] } ? xml.ReadObject(message.Type, only) : xml.ReadElement(message.Element);
    }

    /// <summary>Reads the header's blocks that a message declares, or null when none of them is there.</summary>
    /// <param name="reader">At the header; left after its end.</param>
    /// <param name="message">What is expected.</param>
    public static JsonObject? ReadHeaders(XmlReader reader, SoapMessage message)
    {
        var xml = new XmlToJson(reader);
        xml._path.Add(new DocumentStep(SoapMessage.HeadersProperty));
        var headers = new JsonObject();
        xml.ReadContent(message.Type.Headers!, headers);
        return headers.Count == 0 ? null : headers;
    }

    private JsonNode? ReadInside(TypeShape type)
    {
        _entered = true;
        if (type.IsValue)
            return ReadValue(type.Value!, whenEmpty: null);
        var result = new JsonObject();
        if (type.Value is null)
            ReadContent(type, result);
        else
            result["$value"] = ReadValue(type.Value, whenEmpty: null);
        return result;
    }

    private JsonNode? ReadElement(ElementShape shape)
    {
        BoundedXml.CheckDepth(_reader);
        var type = shape.Type;
        var isNil = _reader.GetAttribute("nil", SoapNamespaces.SchemaInstance)?.Trim() is "true" or "1";
        if (isNil && (type.Value is null || type.IsValue || !HasAttribute(type)))
        {
            BoundedXml.SkipElement(_reader);
            return null;
        }

        if (type.IsAnything)
            return ReadAnything(type.Anything!);
        return type.IsValue ? ReadValue(type.Value!, shape.Default) : ReadObject(type, isNil: isNil, whenEmpty: shape.Default);
    }

    private JsonObject ReadObject(TypeShape declared, Slot? only = null, bool isNil = false, string? whenEmpty = null)
    {
        var result = new JsonObject();
        var type = ActualType(declared, result);
        ReadAttributes(type.Attributes, result);
        if (type.OpenAttributes is { } open)
            ReadOpenAttributes(type.Attributes, open, result);
        if (type.Value is null)
            ReadContent(type, result, only);
        else if (!isNil)
            result["$value"] = ReadValue(type.Value, whenEmpty);
        else
        {
            result["$value"] = null;
            BoundedXml.SkipElement(_reader);
        }

        return result;
    }

    private TypeShape ActualType(TypeShape declared, JsonObject result)
    {
        if (declared.Derived.Count == 0 || TypeName() is not { } name)
            return declared;
        foreach (var (key, derived) in declared.Derived)
        {
            if (derived.Name != name)
                continue;
            result[declared.TypeProperty] = key;
            return derived;
        }

        return declared;
    }

    private XmlQualifiedName? TypeName()
    {
        if (_reader.GetAttribute("type", SoapNamespaces.SchemaInstance)?.Trim() is not { } name)
            return null;
        var prefix = SchemaNames.PrefixOf(name);
        return new XmlQualifiedName(prefix.Length == 0 ? name : name[(prefix.Length + 1)..], _reader.LookupNamespace(prefix) ?? "");
    }

    private bool HasAttribute(TypeShape type)
    {
        foreach (var attribute in type.Attributes)
            if (_reader.GetAttribute(attribute.Name.Name, attribute.Name.Namespace) is not null)
                return true;
        return false;
    }

    private void ReadAttributes(ImmutableArray<AttributeShape> attributes, JsonObject result)
    {
        foreach (var attribute in attributes)
        {
            if (_reader.GetAttribute(attribute.Name.Name, attribute.Name.Namespace) is not { } text)
                continue;
            _path.Add(new DocumentStep(attribute.Property));
            result[attribute.Property] = Value(attribute.Value, attribute.Value.IsName ? Qualified(text) : text);
            Leave();
        }
    }

    private void ReadContent(TypeShape type, JsonObject result, Slot? only = null)
    {
        var content = type.Content;
        if (content.Ordered)
        {
            result[ContentModel.OrderedProperty] = ReadOrdered(type);
            return;
        }

        var found = content.Slots.Length == 0 ? [] : new Found[content.Slots.Length];
        JsonArray? open = null;
        if (Enter())
        {
            while (AtNode())
            {
                if (_reader.NodeType != XmlNodeType.Element)
                {
                    _reader.Read();
                    continue;
                }

                var index = content.IndexOf(_reader.LocalName, _reader.NamespaceURI);
                // In an encoded array names mean nothing.
                if (index < 0 && (type.Array is not null || (only is not null && !found[0].Present)))
                    index = 0;
                if (index >= 0)
                    ReadSlot(content.Slots[index], ref found[index]);
                else if (content.Open && content.Admits(_reader.NamespaceURI))
                    (open ??= []).Add((JsonNode)ReadOpen(type.Anything!, open?.Count ?? 0));
                else
                    BoundedXml.SkipElement(_reader);
            }
        }

        // In the schema's order, whatever order the system sent.
        for (var i = 0; i < found.Length; i++)
        {
            var slot = content.Slots[i];
            if (found[i].Present)
                result[slot.Property] = found[i].Value;
            else if (slot is { Repeats: true, Always: true })
                result[slot.Property] = new JsonArray();
        }

        if (open is not null)
            result[ContentModel.AnyProperty] = open;
    }

    private void ReadSlot(Slot slot, ref Found found)
    {
        var array = slot.Repeats ? found.Value as JsonArray ?? [] : null;
        _path.Add(new DocumentStep(slot.Property, array?.Count));
        var value = ReadElement(slot.Element);
        Leave();
        array?.Add(value);
        found = new Found(true, array ?? value);
    }

    private JsonArray ReadOrdered(TypeShape type)
    {
        var (content, entries) = (type.Content, new JsonArray());
        if (!Enter())
            return entries;
        while (AtNode())
        {
            if (_reader.NodeType != XmlNodeType.Element)
            {
                if (content.Mixed)
                    AddText(entries, _reader.Value);
                _reader.Read();
                continue;
            }

            var index = content.IndexOf(_reader.LocalName, _reader.NamespaceURI);
            if (index >= 0)
            {
                var slot = content.Slots[index];
                _path.Add(new DocumentStep(ContentModel.OrderedProperty, entries.Count));
                _path.Add(new DocumentStep(slot.Property));
                entries.Add((JsonNode)new JsonObject { [slot.Property] = ReadElement(slot.Element) });
                Leave();
                Leave();
            }
            else if (content.Open && content.Admits(_reader.NamespaceURI))
            {
                entries.Add((JsonNode)ReadOpen(type.Anything!, entries.Count, ContentModel.OrderedProperty));
            }
            else
            {
                BoundedXml.SkipElement(_reader);
            }
        }

        return entries;
    }

    // Comments and CDATA cut a text in pieces that are one all the same.
    private static void AddText(JsonArray entries, string text)
    {
        if (entries is [.., JsonValue last] && last.TryGetValue<string>(out var before))
            entries[^1] = before + text;
        else
            entries.Add((JsonNode?)JsonValue.Create(text));
    }

    private JsonNode? ReadValue(SimpleValue value, string? whenEmpty)
    {
        var text = "";
        StringBuilder? pieces = null;
        if (Enter())
        {
            while (AtNode())
            {
                if (_reader.NodeType == XmlNodeType.Element)
                {
                    BoundedXml.SkipElement(_reader);
                    continue;
                }

                // Here, where its prefix is bound.
                var piece = value.IsName ? Qualified(_reader.Value) : _reader.Value;
                if (text.Length == 0)
                    text = piece;
                else
                    (pieces ??= new StringBuilder(text)).Append(piece);
                _reader.Read();
            }
        }

        if (text.Length == 0 && whenEmpty is not null && value.Form != JsonForm.Text)
            text = whenEmpty;
        return Value(value, pieces?.ToString() ?? text);
    }

    private string Qualified(string text)
    {
        var name = text.Trim();
        if (name.Length == 0)
            return "";
        var prefix = SchemaNames.PrefixOf(name);
        var space = _reader.LookupNamespace(prefix) ?? (prefix.Length == 0 ? "" : throw Malformed("has a prefix that is not declared"));
        return space.Length == 0 ? name : $"{{{space}}}{(prefix.Length == 0 ? name : name[(prefix.Length + 1)..])}";
    }

    private JsonNode? Value(SimpleValue value, string text)
    {
        try
        {
            return value.Read(text);
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
                case XmlNodeType.Element or XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
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

    private void Leave() => _path.RemoveAt(_path.Count - 1);

    private MalformedDocumentException Malformed(string problem) => new(new DocumentError([.. _path], problem).ToString());

    private readonly record struct Found(bool Present, JsonNode? Value);
}
