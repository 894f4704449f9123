using System.Collections.Immutable;
using System.Text.Json;
using System.Xml;
using Hub.Adapters.Shapes;

namespace Hub.Adapters.Soap;

/// <summary>
/// Reads an element as JSON by its shape, and writes it while it reads. Tolerant: what the schema does not know is passed over.
/// </summary>
internal sealed partial class XmlToJson
{
    private readonly XmlReader _reader;
    private readonly JsonBuffer _json;
    private readonly List<SlotRun> _runs = [];
    private readonly List<DocumentStep> _path = [];
    private JsonText? _headers;
    private bool _entered;

    private XmlToJson(XmlReader reader, JsonBuffer json) => (_reader, _json) = (reader, json);

    private Utf8JsonWriter Json => _json.Json;

    /// <param name="reader">At the element's start; left after its end.</param>
    /// <param name="shape">What the element should be.</param>
    /// <exception cref="MalformedDocumentException">
    /// A value is not of its type, or the nesting is too deep; the message has the path.
    /// </exception>
    /// <exception cref="XmlException">The text is no XML.</exception>
    public static JsonText Read(XmlReader reader, ElementShape shape)
    {
        using var json = JsonBuffer.Rent();
        new XmlToJson(reader, json).ReadElement(shape);
        return json.ToText();
    }

    /// <summary>Reads an answer: what stands in the body.</summary>
    /// <param name="reader">At the first node within the body.</param>
    /// <param name="message">What is expected.</param>
    /// <param name="headers">What stood in the header, which comes first; null for nothing.</param>
    public static JsonText Read(XmlReader reader, SoapMessage message, JsonText? headers = null)
    {
        using var json = JsonBuffer.Rent();
        var xml = new XmlToJson(reader, json) { _headers = headers };
        if (message.Element is null)
            xml.ReadInside(message.Type);
        // The one result of an rpc is known by its place, whatever its name.
        else if (message is { Rpc: true, Element.Type.Content.Slots: [_] })
            xml.ReadObject(message.Type, byPlace: true);
        else
            xml.ReadElement(message.Element);
        return json.ToText();
    }

    /// <summary>Reads the header's blocks that a message declares, or null when none of them is there.</summary>
    /// <param name="reader">At the header; left after its end.</param>
    /// <param name="message">What is expected.</param>
    public static JsonText? ReadHeaders(XmlReader reader, SoapMessage message)
    {
        using var json = JsonBuffer.Rent();
        var xml = new XmlToJson(reader, json);
        xml._path.Add(new DocumentStep(SoapMessage.HeadersProperty));
        xml.StartObject();
        xml.ReadContent(message.Type.Headers!);
        xml.Json.WriteEndObject();
        return json.Position > "{}".Length ? json.ToText() : null;
    }

    private void ReadInside(TypeShape type)
    {
        _entered = true;
        if (type.IsValue)
        {
            ReadValue(type.Value!, whenEmpty: null);
            return;
        }

        StartObject();
        if (type.Value is null)
            ReadContent(type);
        else
            ReadValueMember(type.Value, whenEmpty: null);
        Json.WriteEndObject();
    }

    private void ReadElement(ElementShape shape)
    {
        BoundedXml.CheckDepth(_reader);
        var type = shape.Type;
        var isNil = IsNil();
        if (isNil && (type.Value is null || type.IsValue || !HasAttribute(type)))
            ReadNull();
        else if (type.IsAnything)
            ReadAnything(type.Anything!);
        else if (type.IsValue)
            ReadValue(type.Value!, shape.Default);
        else
            ReadObject(type, isNil: isNil, whenEmpty: shape.Default);
    }

    private void ReadObject(TypeShape declared, bool byPlace = false, bool isNil = false, string? whenEmpty = null)
    {
        StartObject();
        ReadMembers(declared, byPlace, isNil, whenEmpty);
        Json.WriteEndObject();
    }

    private void ReadMembers(TypeShape declared, bool byPlace = false, bool isNil = false, string? whenEmpty = null)
    {
        var type = ActualType(declared);
        ReadAttributes(type.Attributes);
        if (type.OpenAttributes is { } open)
            ReadOpenAttributes(type.Attributes, open);
        if (type.Value is null)
            ReadContent(type, byPlace);
        else if (!isNil)
            ReadValueMember(type.Value, whenEmpty);
        else
        {
            Json.WritePropertyName("$value"u8);
            ReadNull();
        }
    }

    private void StartObject()
    {
        Json.WriteStartObject();
        if (_headers is null || Json.CurrentDepth != 1)
            return;
        Json.WritePropertyName(SoapMessage.HeadersProperty);
        Json.WriteRawValue(_headers.Utf8.Span, skipInputValidation: true);
        _headers = null;
    }

    private TypeShape ActualType(TypeShape declared)
    {
        if (declared.Derived.Count == 0 || TypeName() is not { } name)
            return declared;
        foreach (var (key, derived) in declared.Derived)
        {
            if (derived.Name != name)
                continue;
            Json.WriteString(declared.TypeProperty, key);
            return derived;
        }

        return declared;
    }

    private XmlQualifiedName? TypeName()
    {
        if (_reader.GetAttribute("type", SoapNamespaces.SchemaInstance)?.Trim() is not { } name)
            return null;
        var prefix = SchemaNames.PrefixOf(name);
        return new XmlQualifiedName(
            prefix.Length == 0 ? name : name[(prefix.Length + 1)..], _reader.LookupNamespace(prefix) ?? "");
    }

    private bool IsNil() => _reader.GetAttribute("nil", SoapNamespaces.SchemaInstance)?.Trim() is "true" or "1";

    private void ReadNull()
    {
        BoundedXml.SkipElement(_reader);
        Json.WriteNullValue();
    }

    private bool HasAttribute(TypeShape type)
    {
        foreach (var attribute in type.Attributes)
            if (_reader.GetAttribute(attribute.Name.Name, attribute.Name.Namespace) is not null)
                return true;
        return false;
    }

    private void ReadAttributes(ImmutableArray<AttributeShape> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (_reader.GetAttribute(attribute.Name.Name, attribute.Name.Namespace) is not { } text)
                continue;
            _path.Add(new DocumentStep(attribute.Property));
            Json.WritePropertyName(attribute.Property);
            Write(attribute.Value, attribute.Value.IsName ? Qualified(text) : text);
            Leave();
        }
    }

    private void Leave() => _path.RemoveAt(_path.Count - 1);

    private MalformedDocumentException Malformed(string problem) => new(new DocumentError([.. _path], problem).ToString());
}
