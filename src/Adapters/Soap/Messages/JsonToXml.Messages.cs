using System.Text.Json.Nodes;
using System.Xml;
using Hub.Adapters.Shapes;

namespace Hub.Adapters.Soap;

/// <summary>Messages: headers, bodies, and the encoding of SOAP (SOAP 1.1, section 5; SOAP 1.2 part 2, section 3).</summary>
internal sealed partial class JsonToXml
{
    /// <summary>Whether a request gives any of its headers.</summary>
    public static bool HasHeaders(SoapMessage message, JsonNode? document) =>
        !message.Headers.IsEmpty && document is JsonObject content && content[SoapMessage.HeadersProperty] is not null;

    /// <summary>Writes the blocks given, into the envelope's header.</summary>
    public void WriteHeaders(SoapMessage message, JsonNode? document)
    {
        _path.Add(new DocumentStep(SoapMessage.HeadersProperty));
        if (document![SoapMessage.HeadersProperty] is JsonObject headers)
            WriteObject(message.Type.Headers!, headers);
        else
            Fail("must be an object");
        Leave();
    }

    /// <summary>Writes what stands in the envelope's body.</summary>
    public void WriteBody(SoapMessage message, JsonNode? document)
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
            if (message.Rpc && document is JsonObject parts)
                WriteObject(element.Type, parts);
            else
                WriteContent(element, document);
            writer.WriteEndElement();
        }
        else if (document is JsonObject content)
            WriteObject(message.Type, content);
        else
            Fail("must be an object");
    }

    // With the prefixes that every element needs.
    private void WriteEncoding(string style)
    {
        writer.WriteAttributeString("encodingStyle", style == SoapNamespaces.Encoding12 ? SoapNamespaces.Envelope12 : SoapNamespaces.Envelope11, style);
        writer.WriteAttributeString("xmlns", "xsi", null, SoapNamespaces.SchemaInstance);
        writer.WriteAttributeString("xmlns", "xsd", null, SoapNamespaces.Schema);
        writer.WriteAttributeString("xmlns", "enc", null, style);
    }

    private void WriteEncodedType(TypeShape type, JsonObject value)
    {
        if (type.Array is not { } array)
        {
            WriteTypeName(type.Name);
            return;
        }

        var count = (value[type.Content.Slots[0].Property] as JsonArray)?.Count ?? 0;
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
