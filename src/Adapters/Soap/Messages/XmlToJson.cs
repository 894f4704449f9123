using System.Collections.Immutable;
using System.Text.Json;
using System.Xml;
using Hub.Soap.Contracts;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;

namespace Hub.Soap.Messages;

/// <summary>
/// Reads an element as JSON by its shape, and writes it while it reads. Tolerant: elements that the schema does not know are
/// passed over, as long as there are others that it knows. Values and types are never passed over, and what the schema requires
/// must be there unless the plan says that the system is <c>lenient</c>.
/// </summary>
internal sealed partial class XmlToJson
{
    private const int LargestJson = 4 * BoundedXml.MaxCharacters;
    private const int LongestShown = 200;
    private const int MostUnknown = 20;
    private readonly XmlReader _reader;
    private readonly JsonBuffer _json;
    private readonly List<SlotRun> _runs = [];
    private readonly List<DocumentStep> _path = [];
    private JsonText? _headers;
    private bool _entered;
    private bool _encoded;
    private bool _lenient;
    private bool _each;
    private bool _resolved = true;
    private bool _anyKnown;
    private string? _passedOver;
    private List<string>? _unknown;

    private XmlToJson(XmlReader reader, JsonBuffer json) => (_reader, _json) = (reader, json);

    private Utf8JsonWriter Json => _json.Json;

    /// <summary>Reads a fault's detail, of which anything is better than nothing.</summary>
    /// <param name="reader">At the element's start; left after its end.</param>
    /// <param name="shape">What the element should be.</param>
    /// <exception cref="MalformedDocumentException">
    /// A value is not of its type, or the nesting is too deep; the message has the path.
    /// </exception>
    /// <exception cref="XmlException">The text is no XML.</exception>
    public static JsonText Read(XmlReader reader, ElementShape shape)
    {
        using var json = JsonBuffer.Rent();
        new XmlToJson(reader, json) { _lenient = true }.ReadElement(shape);
        return json.ToText();
    }

    /// <summary>Reads an answer: what stands in the body.</summary>
    /// <param name="reader">At the first node within the body.</param>
    /// <param name="message">What is expected.</param>
    /// <param name="headers">What stood in the header, which comes first; null for nothing.</param>
    /// <param name="resolved">Whether references were put in their places, so that those left go in circles.</param>
    /// <param name="lenient">
    /// Whether an answer may leave out what is required, give more than once what may be there once (the last one counts), and
    /// hold values beyond their type.
    /// </param>
    /// <param name="each">Whether an entry of a list that cannot be read says so, and the others are read.</param>
    /// <returns>
    /// The answer, whether an entry of a list says that it cannot be read, and where elements stood that the schema does not
    /// know: <c>Order.Channel</c>.
    /// </returns>
    /// <exception cref="ReferenceFoundException">There are references, and they were not.</exception>
    public static (JsonText Text, bool HasUnreadable, IReadOnlyList<string> Unknown) Read(
        XmlReader reader, SoapMessage message, JsonText? headers, bool resolved, bool lenient = false, bool each = false)
    {
        using var json = JsonBuffer.Rent();
        var xml = new XmlToJson(reader, json)
        {
            _headers = headers, _encoded = message.Encoding is not null, _resolved = resolved, _lenient = lenient, _each = each,
        };
        var root = message.Element is null || reader.NodeType != XmlNodeType.Element ? "the body"
            : $"'{Shown(reader.LocalName, reader.NamespaceURI)}'";
        if (message.Element is null)
            xml.ReadInside(message.Type);
        // The one result of an rpc is known by its place, whatever its name.
        else if (message is { Rpc: true, Element.Type.Content.Slots: [_] })
            xml.ReadObject(message.Type, byPlace: true);
        else
            xml.ReadElement(message.Element);
        return xml is { _anyKnown: false, _passedOver: { } other }
            ? throw new MalformedDocumentException($"nothing in it is known: {root} holds {other}")
            : (json.ToText(), xml._hasUnreadable, xml._unknown ?? []);
    }

    /// <summary>Reads the header's blocks that a message declares, or null when none of them is there.</summary>
    /// <param name="reader">At the header; left after its end.</param>
    /// <param name="message">What is expected.</param>
    public static JsonText? ReadHeaders(XmlReader reader, SoapMessage message)
    {
        using var json = JsonBuffer.Rent();
        var xml = new XmlToJson(reader, json) { _lenient = true };
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
        // Without attributes there is neither nil, nor a reference, nor another type.
        var plain = !_reader.HasAttributes;
        var isNil = !plain && IsNil();
        if (!plain && !type.IsAnything)
            CheckNoEncodedReference(type);
        if (!plain && Reference() is { } reference)
            ReadReference(type, reference);
        else if (isNil && (type.Value is null || type.IsValue || !HasAttribute(type)))
            ReadNull();
        else if (type.IsAnything)
            ReadAnything(type.Anything!);
        else if (type.IsValue)
            ReadValue(type.Value!, shape.Default, isName: !plain && IsName(type.Value!));
        else
            ReadObject(type, isNil: isNil, whenEmpty: shape.Default);
    }

    private void ReadObject(TypeShape declared, bool byPlace = false, bool isNil = false, string? whenEmpty = null)
    {
        var isEntry = _atEntry;
        _atEntry = false;
        StartObject();
        ReadMembers(declared, byPlace, isNil, whenEmpty);
        if (isEntry)
            WriteNote();
        Json.WriteEndObject();
    }

    private void ReadMembers(TypeShape declared, bool byPlace = false, bool isNil = false, string? whenEmpty = null)
    {
        var type = _reader.HasAttributes ? ActualType(declared) : declared;
        if (_reader.HasAttributes)
        {
            ReadAttributes(type.Attributes);
            OpenPrefixes? own = null;
            if (type.OpenAttributes is { } open)
                ReadOpenAttributes(type.Attributes, open, started: true, ref own);
            own?.Write(Json);
        }

        if (type.RequiresAttributes && !_lenient && !_encoded)
            CheckAttributes(type);
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
        CheckSize();
        Json.WriteStartObject();
        if (_headers is null || Json.CurrentDepth != 1)
            return;
        Json.WritePropertyName(SoapMessage.HeadersProperty);
        Json.WriteRawValue(_headers.Utf8.Span, skipInputValidation: true);
        _headers = null;
    }

    private bool IsNil() => _reader.GetAttribute("nil", SoapNamespaces.SchemaInstance)?.Trim() is "true" or "1";

    private void ReadNull()
    {
        if (!_reader.IsEmptyElement)
            while (_reader.Read() && _reader.NodeType != XmlNodeType.EndElement)
                if (_reader.NodeType == XmlNodeType.Element || !string.IsNullOrWhiteSpace(_reader.Value))
                    NoteContentOfNil();
        _reader.Read();
        _anyKnown = true;
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
            _anyKnown = true;
            _path.Add(new DocumentStep(attribute.Property));
            Json.WritePropertyName(attribute.Property);
            var (read, fault) = attribute.Value.HasNames ? Qualified(attribute.Value, text) : (text, null);
            Write(attribute.Value, fault is null ? read : throw Malformed(fault));
            Leave();
        }
    }

    private void CheckAttributes(TypeShape type)
    {
        foreach (var attribute in type.Attributes)
            if (attribute.Required && _reader.GetAttribute(attribute.Name.Name, attribute.Name.Namespace) is null)
                Note(Malformed(attribute.Property, "is required, and missing"));
    }

    // Short elements may stand for long names, and one namespace for thousands of them.
    private void CheckSize()
    {
        if (_json.Position > LargestJson)
            throw new MalformedDocumentException("it is too large as JSON");
    }

    private void PassOver()
    {
        _passedOver ??= $"'{Shown(_reader.LocalName, _reader.NamespaceURI)}'";
        NoteUnknown();
        BoundedXml.SkipElement(_reader);
    }

    private void NoteUnknown()
    {
        if (_unknown is { Count: >= MostUnknown })
            return;
        var place = string.Join('.', _path.Select(s => s.Property).Append(_reader.LocalName));
        place = place.Length <= LongestShown ? place : place[..LongestShown] + "…";
        if (_unknown?.Contains(place, StringComparer.Ordinal) != true)
            (_unknown ??= []).Add(place);
    }

    private static string Shown(string local, string space)
    {
        var name = OpenName.Of(local, space);
        return name.Length <= LongestShown ? name : name[..LongestShown] + "…";
    }

    private void Leave() => _path.RemoveAt(_path.Count - 1);

    private MalformedDocumentException Malformed(string property, string problem)
    {
        _path.Add(new DocumentStep(property));
        var malformed = Malformed(problem);
        Leave();
        return malformed;
    }

    private MalformedDocumentException Malformed(string problem) =>
        new(new DocumentError([.. _path[_entry..]], problem).ToString());
}
