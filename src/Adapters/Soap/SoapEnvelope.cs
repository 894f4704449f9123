using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;

namespace Hub.Adapters.Soap;

/// <summary>The envelope around a document, in both versions.</summary>
internal static class SoapEnvelope
{
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        // A carriage return written plainly would be read as a line feed.
        NewLineHandling = NewLineHandling.Entitize,
    };

    /// <summary>A request; with any error the bytes are of no use.</summary>
    public static (byte[] Bytes, IReadOnlyList<DocumentError> Errors) Write(
        SoapVersion version, ElementShape input, JsonNode? document, EnvelopeHeader? header = null)
    {
        var space = version == SoapVersion.Soap11 ? SoapNamespaces.Envelope11 : SoapNamespaces.Envelope12;
        var buffer = new MemoryStream();
        using var writer = XmlWriter.Create(buffer, Settings);
        var body = new JsonToXml(writer);
        writer.WriteStartElement("soap", "Envelope", space);
        if (header is { IsEmpty: false })
        {
            writer.WriteStartElement("soap", "Header", space);
            header.Write(writer, space);
            writer.WriteEndElement();
        }

        writer.WriteStartElement("soap", "Body", space);
        body.Write(input, document);
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.Flush();
        return (buffer.ToArray(), body.Errors);
    }

    /// <summary>An answer or a fault; everything else is an invalid answer.</summary>
    public static SystemOutcome Read(Stream stream, SoapContract contract, SoapOperation operation)
    {
        try
        {
            using var reader = BoundedXml.Read(stream);
            return ReadEnvelope(reader, contract, operation);
        }
        catch (Exception e) when (e is XmlException or MalformedDocumentException)
        {
            return new InvalidAnswer(e is XmlException ? "it is not well-formed XML, holds a DTD, or is too large" : e.Message);
        }
    }

    private static SystemOutcome ReadEnvelope(XmlReader reader, SoapContract contract, SoapOperation operation)
    {
        if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "Envelope" || !IsEnvelope(reader.NamespaceURI))
            return new InvalidAnswer("it is no SOAP envelope");
        var space = reader.NamespaceURI;
        if (!MoveToChild(reader, "Body", space))
            return new InvalidAnswer("the envelope has no body");
        if (!MoveToFirstChild(reader))
            return operation.Output is null ? new Answer(new JsonObject()) : new InvalidAnswer("the body is empty");
        SystemOutcome outcome;
        if (reader.LocalName == "Fault" && reader.NamespaceURI == space)
            outcome = SoapFaultReader.Read(reader, contract);
        else if (operation.Output is { } output && reader.LocalName == output.Name.Name)
            outcome = new Answer(XmlToJson.Read(reader, output));
        else
            return new InvalidAnswer($"the body holds '{reader.LocalName}' where {operation.Output?.Name.Name ?? "nothing"} was expected");
        // To the very end: an envelope cut off after its body is no answer.
        while (reader.Read())
            BoundedXml.CheckDepth(reader);
        return outcome;
    }

    public static bool MoveToFirstChild(XmlReader reader)
    {
        if (reader.IsEmptyElement)
            return false;
        reader.Read();
        return reader.MoveToContent() == XmlNodeType.Element;
    }

    private static bool MoveToChild(XmlReader reader, string name, string space)
    {
        if (!MoveToFirstChild(reader))
            return false;
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (reader.LocalName == name && reader.NamespaceURI == space)
                return true;
            BoundedXml.SkipElement(reader);
        }

        return false;
    }

    private static bool IsEnvelope(string space) => space is SoapNamespaces.Envelope11 or SoapNamespaces.Envelope12;
}
