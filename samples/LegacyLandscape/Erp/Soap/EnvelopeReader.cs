using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace LegacyLandscape.Erp.Soap;

/// <summary>Takes the request out of a SOAP 1.1 envelope, held to the contract's schema while it is read.</summary>
internal sealed class EnvelopeReader(Wsdl wsdl)
{
    private static readonly XmlReaderSettings Syntax = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private readonly XmlReaderSettings contract = new()
    {
        ValidationType = ValidationType.Schema,
        Schemas = wsdl.Schemas,
        XmlResolver = null,
    };

    /// <exception cref="SoapFault">The envelope or its body is not what the contract says.</exception>
    public XElement Read(Stream envelope)
    {
        try
        {
            using var reader = XmlReader.Create(envelope, Syntax);
            return ReadEnvelope(reader);
        }
        catch (XmlException wrong)
        {
            throw SoapFault.Client($"The request is not well-formed XML: {wrong.Message}", wrong);
        }
        catch (XmlSchemaException wrong)
        {
            throw SoapFault.Client($"The request is not valid by the service's schema: {wrong.Message}", wrong);
        }
    }

    private XElement ReadEnvelope(XmlReader reader)
    {
        reader.MoveToContent();
        if (reader.LocalName != "Envelope")
            throw SoapFault.Client("The request is not a SOAP envelope.");
        if (reader.NamespaceURI != Namespaces.Envelope)
            throw new SoapFault("VersionMismatch", "This service speaks SOAP 1.1.");

        reader.ReadStartElement();
        reader.MoveToContent();
        if (reader.IsStartElement("Header", Namespaces.Envelope))
            ReadHeader(reader);
        if (!reader.IsStartElement("Body", Namespaces.Envelope) || reader.IsEmptyElement)
            throw SoapFault.Client("The envelope has no body, or an empty one.");

        reader.ReadStartElement();
        var request = ReadRequest(reader);
        // On to the very end: what follows must be well-formed too, and no second request.
        if (reader.MoveToContent() != XmlNodeType.EndElement)
            throw SoapFault.Client("The body must hold exactly one request.");
        while (reader.Read())
        {
        }

        return request;
    }

    private XElement ReadRequest(XmlReader reader)
    {
        if (reader.MoveToContent() != XmlNodeType.Element)
            throw SoapFault.Client("The body must hold exactly one request.");
        // Below an element it does not know the schema lets everything pass, however deep it goes.
        var name = new XmlQualifiedName(reader.LocalName, reader.NamespaceURI);
        if (!wsdl.Schemas.GlobalElements.Contains(name))
            throw SoapFault.Client($"There is no operation '{name}'.");

        XElement request;
        using (var subtree = reader.ReadSubtree())
        using (var valid = XmlReader.Create(subtree, contract))
            request = XElement.Load(valid);
        reader.Read();
        return request;
    }

    // The ERP knows no header at all, so one that must be understood (SOAP 1.1, 4.2.3) cannot be obeyed.
    private static void ReadHeader(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return;
        }

        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            var actor = reader.GetAttribute("actor", Namespaces.Envelope);
            var forUs = actor is null or "" or Namespaces.NextActor;
            if (forUs && reader.GetAttribute("mustUnderstand", Namespaces.Envelope) is "1")
                throw new SoapFault("MustUnderstand", $"The header '{reader.LocalName}' is not understood.");
            reader.Skip();
        }

        reader.ReadEndElement();
    }
}
