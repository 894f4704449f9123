using System.Text;
using System.Text.Json;
using System.Xml;
using Hub.Soap.Contracts;
using Hub.Soap.Headers;
using Hub.Soap.Messages;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;

namespace Hub.Soap.Envelopes;

/// <summary>The envelope around a document, in both versions.</summary>
internal static class SoapEnvelope
{
    /// <summary>A request; with any error the bytes are of no use.</summary>
    public static (byte[] Bytes, IReadOnlyList<DocumentError> Errors) Write(
        SoapVersion version, SoapMessage input, JsonElement document, EnvelopeHeader? header = null)
    {
        var space = version == SoapVersion.Soap11 ? SoapNamespaces.Envelope11 : SoapNamespaces.Envelope12;
        using var buffer = EnvelopeBuffer.Rent();
        var writer = buffer.Xml;
        writer.WriteStartDocument();
        var body = new JsonToXml(writer, input.Encoding);
        writer.WriteStartElement("soap", "Envelope", space);
        var hasHeaders = JsonToXml.HasHeaders(input, document);
        if (hasHeaders || header is { IsEmpty: false })
        {
            writer.WriteStartElement("soap", "Header", space);
            header?.Write(writer, space);
            if (hasHeaders)
                body.WriteHeaders(input, document);
            writer.WriteEndElement();
        }

        writer.WriteStartElement("soap", "Body", space);
        body.WriteBody(input, document);
        writer.WriteEndElement();
        writer.WriteEndElement();
        return (buffer.ToArray(), body.Errors);
    }

    /// <summary>An answer or a fault; everything else is an invalid answer.</summary>
    /// <param name="stream">The envelope; can seek.</param>
    /// <param name="contract">What the system promises.</param>
    /// <param name="operation">What was called.</param>
    /// <param name="charset">The encoding that the header names, or null.</param>
    public static SystemOutcome Read(
        Stream stream, SoapContract contract, SoapOperation operation, string? charset = null)
    {
        var start = stream.Position;
        var outcome = Read(stream, contract, operation, charset, each: false);
        if (outcome is not InvalidAnswer || !operation.ReadsEach)
            return outcome;
        // Of a list of records one may be what makes it invalid.
        stream.Position = start;
        return Read(stream, contract, operation, charset, each: true) is Answer answer ? answer : outcome;
    }

    private static SystemOutcome Read(
        Stream stream, SoapContract contract, SoapOperation operation, string? charset, bool each)
    {
        var start = stream.Position;
        try
        {
            try
            {
                using var reader = AnswerEncoding.Open(stream, charset, contract.Names.ForOne());
                return ReadEnvelope(reader, contract, operation, resolved: false, each);
            }
            catch (ReferenceFoundException)
            {
                stream.Position = start;
                using var again = AnswerEncoding.Open(stream, charset, contract.Names.ForOne());
                return ReadEnvelope(again, contract, operation, resolved: true, each);
            }
        }
        catch (Exception e) when (e is XmlException or MalformedDocumentException or DecoderFallbackException)
        {
            return new InvalidAnswer(e is XmlException odd ? BoundedXml.Why(odd)
                : e is DecoderFallbackException ? "it is not in the encoding that it names"
                : e.Message);
        }
    }

    private static SystemOutcome ReadEnvelope(
        XmlReader reader, SoapContract contract, SoapOperation operation, bool resolved, bool each)
    {
        if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "Envelope"
            || !SoapNamespaces.IsEnvelope(reader.NamespaceURI))
            return new InvalidAnswer("it is no SOAP envelope");
        var space = reader.NamespaceURI;
        if (!MoveToBody(reader, space, operation.Output, out var headers))
            return new InvalidAnswer("the envelope has no body");
        if (!MoveToFirstChild(reader))
            return operation.Output is null or { Element: null }
                ? new Answer(With(headers))
                : new InvalidAnswer("the body is empty");
        var level = reader.Depth;
        SystemOutcome outcome;
        if (SoapFaultReader.IsAt(reader, operation))
            outcome = SoapFaultReader.Read(reader, contract, operation);
        else if (operation.Output is not { } output)
            // Where nothing is promised, nothing that comes is wrong.
            outcome = new Answer(JsonText.Empty);
        else if (output is { Rpc: false, Element: { } element } && reader.LocalName != element.Name.Name)
            return new InvalidAnswer($"the body holds '{reader.LocalName}' where {element.Name.Name} was expected");
        else
        {
            var (body, hasUnreadable, unknown) = ReadBody(reader, output, headers, resolved, contract.Lenient, each);
            outcome = new Answer(body.IsNull ? null : body) { HasUnreadable = hasUnreadable, Unknown = unknown };
        }

        // To the very end: an envelope cut off after its body is no answer.
        do
        {
            BoundedXml.CheckDepth(reader);
            if (outcome is Answer && reader.NodeType == XmlNodeType.Element && SoapFaultReader.IsAt(reader, operation))
                return new InvalidAnswer("a fault stands behind the answer");
            // Either the fault or the answer is not true.
            if (outcome is not Answer && IsAnswer(reader, operation.Output, level))
                return new InvalidAnswer("an answer stands behind the fault");
            if (outcome is Answer && IsAgain(reader, operation.Output, level) && !contract.Lenient)
                return new InvalidAnswer($"the body holds '{reader.LocalName}' more than once");
        }
        while (reader.Read());

        return outcome;
    }

    // One answer has been read; in SOAP's encoding others beside it are what it refers to.
    private static bool IsAgain(XmlReader reader, SoapMessage? output, int level) =>
        output is { Encoding: null } && IsAnswer(reader, output, level);

    private static bool IsAnswer(XmlReader reader, SoapMessage? output, int level) =>
        reader.NodeType == XmlNodeType.Element && reader.Depth == level
        && output is { Element.Name.Name: var name } && reader.LocalName == name;

    /// <param name="reader">At the first node within the body.</param>
    /// <param name="output">What is expected.</param>
    /// <param name="headers">What stood in the header.</param>
    /// <param name="resolved">Whether parts are known to refer to each other.</param>
    /// <param name="lenient">Whether the system is known for answers that are not what its schema says.</param>
    /// <param name="each">Whether an entry of a list that cannot be read says so, and the others are read.</param>
    private static (JsonText Text, bool HasUnreadable, IReadOnlyList<string> Unknown) ReadBody(
        XmlReader reader, SoapMessage output, JsonText? headers, bool resolved, bool lenient, bool each)
    {
        var encoded = output is { Encoding: not null, Element: not null };
        if (reader.NodeType != XmlNodeType.Element || !(encoded || resolved))
            return XmlToJson.Read(reader, output, headers, resolved: encoded, lenient, each);
        using var tree = encoded ? EncodedBody.Read(reader, output.Element!.Name.Name) : EncodedBody.ReadContracts(reader);
        return XmlToJson.Read(tree, output, headers, resolved: true, lenient, each);
    }

    // Of an answer without a body.
    private static JsonText With(JsonText? headers) => headers is null ? JsonText.Empty : JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WritePropertyName(SoapMessage.HeadersProperty);
        json.WriteRawValue(headers.Utf8.Span, skipInputValidation: true);
        json.WriteEndObject();
    });

    public static bool MoveToFirstChild(XmlReader reader)
    {
        if (reader.IsEmptyElement)
            return false;
        reader.Read();
        return reader.MoveToContent() is XmlNodeType.Element or XmlNodeType.Text or XmlNodeType.CDATA;
    }

    // Reads the headers that the operation declares on the way.
    private static bool MoveToBody(XmlReader reader, string space, SoapMessage? output, out JsonText? headers)
    {
        headers = null;
        if (!MoveToFirstChild(reader))
            return false;
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            if (reader.LocalName == "Body" && reader.NamespaceURI == space)
                return true;
            if (reader.LocalName == "Header" && reader.NamespaceURI == space && output is { Headers.IsEmpty: false })
                headers = XmlToJson.ReadHeaders(reader, output);
            else
                BoundedXml.SkipElement(reader);
        }

        return false;
    }
}
