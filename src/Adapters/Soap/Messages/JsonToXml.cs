using System.Text.Json;
using System.Xml;
using Hub.Soap.Contracts;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;

namespace Hub.Soap.Messages;

/// <summary>
/// Writes JSON as an element by its shape, in the schema's order whatever the properties' order. Strict: faults are
/// gathered with their paths, a thousand at most, and with any fault what was written is of no use.
/// </summary>
/// <param name="writer">Where it goes.</param>
/// <param name="encoding">The encoding of SOAP to write, or null for what the schema says alone.</param>
internal sealed partial class JsonToXml(XmlWriter writer, string? encoding = null)
{
    // Whoever sends more of them reads no more of them; each costs a look for what was meant.
    private const int MostErrors = 1000;
    private readonly List<DocumentStep> _path = [];
    private readonly List<DocumentError> _errors = [];
    private int _prefixes;

    public IReadOnlyList<DocumentError> Errors => _errors;

    public void Write(ElementShape shape, JsonElement value)
    {
        if (shape.Type.IsAnything)
            StartOpen(shape.Name, value);
        else if (shape.Type.HasNames && HasBareName(shape.Type, value))
            StartWithoutDefault(shape.Name);
        else
            writer.WriteStartElement(shape.Name.Name, shape.Name.Namespace);
        WriteContent(shape, value);
        writer.WriteEndElement();
    }

    private void WriteContent(ElementShape shape, JsonElement value)
    {
        var type = shape.Type;
        if (IsNull(value))
            WriteNil(shape.Nillable);
        else if (type.IsAnything)
            WriteAnything(type.Anything!, value, named: true);
        else if (type.IsValue)
        {
            if (encoding is not null)
                WriteTypeName(type.Name);
            WriteText(type.Value!, value, shape.Fixed ? shape.Default : null);
        }
        else if (value.ValueKind == JsonValueKind.Object)
            WriteObject(type, value, shape);
        else
            Fail("must be an object");
    }

    private void WriteNil(bool nillable)
    {
        if (nillable || encoding is not null)
            writer.WriteAttributeString("xsi", "nil", SoapNamespaces.SchemaInstance, "true");
        else
            Fail("must not be null");
    }

    private void WriteText(SimpleValue type, JsonElement value, string? only)
    {
        if (Text(type, value, only) is { Length: > 0 } text)
            writer.WriteString(text);
    }

    private string? Text(SimpleValue type, JsonElement value, string? only)
    {
        var text = type.Write(value, out var problem);
        if (text is not null && only is not null && !type.IsSame(text, only))
            problem = new ValueFault($"must be '{only}'");
        if (problem is null)
            return type.HasNames ? Prefixed(type, text!) : text;
        Fail(problem);
        return null;
    }

    private void WriteObject(TypeShape declared, JsonElement value, ElementShape? element = null, string? besides = null)
    {
        var type = ActualType(declared, value, besides);
        if (encoding is not null && element is not null)
            WriteEncodedType(type, value);
        else if (type != declared)
            WriteTypeName(type.Name);
        WriteAttributes(type, value);
        if (type.Value is not null)
            WriteValue(type.Value, value, element);
        else if (type.Content.Ordered)
            WriteOrdered(type, value);
        else
            WriteElements(type, value);
        RefuseUnknown(type, declared, value, besides);
    }

    private void WriteValue(SimpleValue type, JsonElement value, ElementShape? element)
    {
        _path.Add(new DocumentStep("$value"));
        if (!value.TryGetProperty("$value", out var node))
            FailMissing();
        else if (IsNull(node))
            WriteNil(element?.Nillable == true);
        else
            WriteText(type, node, element is { Fixed: true } ? element.Default : null);
        Leave();
    }

    private TypeShape ActualType(TypeShape declared, JsonElement value, string? besides)
    {
        if ((declared.Derived.Count == 0 && !declared.Abstract) || declared.TypeProperty == besides)
            return declared;
        if (!TryGet(value, declared.TypeProperty, out var node))
        {
            if (declared.Abstract)
                Fail($"needs '{declared.TypeProperty}', one of "
                    + $"{string.Join(", ", declared.Derived.Keys.Order(StringComparer.Ordinal))}");
            return declared;
        }

        var name = NameIn(node);
        if (declared.Derived.TryGetValue(name, out var type))
            return type;
        if (!declared.Abstract && declared.IsOrDerivesFrom(name))
            return declared;
        FailUnknown(
            $"'{name}' is not a type known here", new(name, declared.Derived.Keys), new DocumentStep(declared.TypeProperty));
        return declared;
    }

    private void WriteAttributes(TypeShape type, JsonElement value)
    {
        foreach (var attribute in type.Attributes)
        {
            var given = TryGet(value, attribute.Property, out var node);
            if (!given && attribute is not { Required: true, Fixed: not null })
            {
                if (attribute.Required)
                    FailMissing(new DocumentStep(attribute.Property));
                continue;
            }

            _path.Add(new DocumentStep(attribute.Property));
            if ((!given ? attribute.Fixed : Text(attribute.Value, node, attribute.Fixed)) is { } text)
                writer.WriteAttributeString(attribute.Name.Name, attribute.Name.Namespace, text);
            Leave();
        }

        if (type.OpenAttributes is not null)
        {
            WritePrefixes(value, own: "");
            WriteOpenAttributes(value);
        }
    }

    private void WriteOrdered(TypeShape type, JsonElement value)
    {
        var given = TryGet(value, ContentModel.OrderedProperty, out var entries);
        if (entries.ValueKind != JsonValueKind.Array)
        {
            if (given || !type.Content.Root.MayBeEmpty)
                Fail("must be an array", new DocumentStep(ContentModel.OrderedProperty));
            return;
        }

        var i = 0;
        foreach (var entry in entries.EnumerateArray())
        {
            _path.Add(new DocumentStep(ContentModel.OrderedProperty, i++));
            WriteEntry(type, entry);
            Leave();
        }
    }

    private void WriteEntry(TypeShape type, JsonElement entry)
    {
        var content = type.Content;
        if (content.Mixed && entry.ValueKind == JsonValueKind.String)
        {
            WriteText(SimpleValue.Any, entry, only: null);
            return;
        }

        if (!TryGetOnly(entry, out var name, out var value))
        {
            Fail("must be an object with one property");
            return;
        }

        if (content.ByProperty.TryGetValue(name, out var slot))
        {
            _path.Add(new DocumentStep(slot.Property));
            Write(slot.Element, value);
            Leave();
        }
        else if (OpenName.Parse(name) is { } open && content.Admits(open.Namespace))
            WriteOpen(type.Anything!, open, value);
        else
            FailUnknown($"'{name}' is not known here", new(name, content.ByProperty.Keys));
    }

    /// <param name="type">What the object is.</param>
    /// <param name="declared">What it is declared to be.</param>
    /// <param name="value">The object.</param>
    /// <param name="besides">A property that is no part of the type itself.</param>
    private void RefuseUnknown(TypeShape type, TypeShape declared, JsonElement value, string? besides)
    {
        foreach (var given in value.EnumerateObject())
        {
            if (_errors.Count >= MostErrors)
                return;
            var property = given.Name;
            if (property == besides || type.Content.ByProperty.ContainsKey(property) && !type.Content.Ordered)
                continue;
            var known = property switch
            {
                "$value" => type.Value is not null,
                ContentModel.OrderedProperty => type.Content.Ordered,
                ContentModel.AnyProperty => type.Content is { Open: true, Ordered: false },
                SoapMessage.HeadersProperty => type.Headers is not null,
                OpenPrefixes.Property => type.OpenAttributes is not null,
                _ => (property == declared.TypeProperty && (declared.Derived.Count > 0 || NamesBase(declared, given.Value)))
                    || type.Attributes.Any(a => a.Property == property)
                    || (type.OpenAttributes is not null && property.StartsWith("@{", StringComparison.Ordinal)),
            };
            if (!known && type.Content.ByProperty.ContainsKey(property))
                Fail(
                    $"stands within '{ContentModel.OrderedProperty}' here, where the order counts: "
                    + $"\"{ContentModel.OrderedProperty}\": [{{ \"{property}\": … }}]",
                    new DocumentStep(property));
            else if (!known)
                FailUnknown("is not known here", new(property, Names(type)), new DocumentStep(property));
        }
    }

    private static bool NamesBase(TypeShape declared, JsonElement name) =>
        name.ValueKind == JsonValueKind.String && !declared.Abstract && declared.IsOrDerivesFrom(name.GetString()!);

    private static IEnumerable<string> Names(TypeShape type) =>
        type.Content.ByProperty.Keys.Concat(type.Attributes.Select(a => a.Property));

    // Declares the type's prefix on the element whose attributes are being written.
    private void WriteTypeName(XmlQualifiedName name)
    {
        if (!name.IsEmpty)
            writer.WriteAttributeString("xsi", "type", SoapNamespaces.SchemaInstance, NameIn(name));
    }

    private string NameIn(XmlQualifiedName name)
    {
        var prefix = name.Namespace.Length == 0 ? "" : writer.LookupPrefix(name.Namespace);
        if (prefix is null)
            writer.WriteAttributeString("xmlns", prefix = $"t{++_prefixes}", null, name.Namespace);
        return prefix.Length == 0 ? name.Name : $"{prefix}:{name.Name}";
    }

    // {namespace}local, as JSON has names.
    private string? Prefixed(SimpleValue type, string text)
    {
        var prefixed = type.Rename(
            text, name => name.Length == 0 ? name : OpenName.Parse(name) is { } known ? NameIn(known) : null);
        if (prefixed is null)
            Fail(new ValueFault($"is not {(type.Item ?? type).Wanted}", $"'{text}'"));
        return prefixed;
    }

    // What JSON has no value for is the same whether it says so or not.
    private static bool TryGet(JsonElement value, string property, out JsonElement found) =>
        value.TryGetProperty(property, out found) && !IsNull(found);

    private static bool TryGetOnly(JsonElement value, out string name, out JsonElement only)
    {
        (name, only) = ("", default);
        if (value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() != 1)
            return false;
        var property = value.EnumerateObject().First();
        (name, only) = (property.Name, property.Value);
        return true;
    }

    private static bool IsNull(JsonElement value) => value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    // Of a type, as the JSON gives it; what is no name is shown as it is.
    private static string NameIn(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private void Leave() => _path.RemoveAt(_path.Count - 1);

    private void Fail(ValueFault fault) => Add(new DocumentError([.. _path], fault));

    private void Fail(string problem, params ReadOnlySpan<DocumentStep> further) =>
        Add(new DocumentError([.. _path, .. further], problem));

    private void FailMissing(params ReadOnlySpan<DocumentStep> further) => Add(DocumentError.Missing([.. _path, .. further]));

    private void FailUnknown(string problem, UnknownName name, params ReadOnlySpan<DocumentStep> further) =>
        Add(new DocumentError([.. _path, .. further], problem) { Unknown = name });

    private void Add(DocumentError error)
    {
        if (_errors.Count < MostErrors)
            _errors.Add(error);
    }
}
