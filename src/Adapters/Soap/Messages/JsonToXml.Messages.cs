using System.Text.Json;
using System.Xml;
using Hub.Soap.Contracts;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;

namespace Hub.Soap.Messages;

/// <summary>Messages: headers, bodies, and the encoding of SOAP (SOAP 1.1, section 5; SOAP 1.2 part 2, section 3).</summary>
internal sealed partial class JsonToXml
{
    /// <summary>Whether a request gives any of its headers.</summary>
    public static bool HasHeaders(SoapMessage message, JsonElement document) =>
        !message.Headers.IsEmpty
        && document.ValueKind == JsonValueKind.Object
        && TryGet(document, SoapMessage.HeadersProperty, out _);

    /// <summary>Writes the blocks given, into the envelope's header.</summary>
    public void WriteHeaders(SoapMessage message, JsonElement document)
    {
        _path.Add(new DocumentStep(SoapMessage.HeadersProperty));
        if (document.GetProperty(SoapMessage.HeadersProperty) is { ValueKind: JsonValueKind.Object } headers)
            WriteObject(message.Type.Headers!, headers);
        else
            Fail("must be an object");
        Leave();
    }

    /// <summary>Writes what stands in the envelope's body.</summary>
    public void WriteBody(SoapMessage message, JsonElement document)
    {
        if (message.Element is { } element)
        {
            // Where parts have no namespace, a prefix spares each of them from saying so.
            var name = element.Name;
            if (name.Namespace.Length > 0 && element.Type.Content.Slots.Any(s => s.Element.Name.Namespace.Length == 0))
                writer.WriteStartElement("m", name.Name, name.Namespace);
            else
                writer.WriteStartElement(name.Name, name.Namespace);
            if (message.Encoding is { } style)
                WriteEncoding(style);
            if (message.Rpc && document.ValueKind == JsonValueKind.Object)
                WriteObject(element.Type, document);
            else
                WriteContent(element, document);
            writer.WriteEndElement();
        }
        else if (document.ValueKind == JsonValueKind.Object)
            WriteObject(message.Type, document);
        else
            Fail("must be an object");
    }

    // With the prefixes that every element needs.
    private void WriteEncoding(string style)
    {
        writer.WriteAttributeString(
            "encodingStyle", style == SoapNamespaces.Encoding12 ? SoapNamespaces.Envelope12 : SoapNamespaces.Envelope11, style);
        writer.WriteAttributeString("xmlns", "xsi", null, SoapNamespaces.SchemaInstance);
        writer.WriteAttributeString("xmlns", "xsd", null, SoapNamespaces.Schema);
        writer.WriteAttributeString("xmlns", "enc", null, style);
    }

    private void WriteEncodedType(TypeShape type, JsonElement value)
    {
        if (type.Array is not { } array)
        {
            WriteTypeName(type.Name);
            return;
        }

        var entries = TryGet(value, type.Content.Slots[0].Property, out var given) ? given : default;
        var count = entries.ValueKind == JsonValueKind.Array ? entries.GetArrayLength() : 0;
        WriteTypeName(new XmlQualifiedName("Array", encoding));
        if (encoding == SoapNamespaces.Encoding11)
        {
            writer.WriteAttributeString("arrayType", encoding, $"{NameIn(array.Item)}{array.Inner}[{count}]");
            return;
        }

        if (array.Inner.Length == 0)
            writer.WriteAttributeString("itemType", encoding, NameIn(array.Item));
        writer.WriteAttributeString("arraySize", encoding, $"{count}");
    }
}
