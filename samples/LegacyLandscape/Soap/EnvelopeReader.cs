using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace LegacyLandscape.Soap;

/// <summary>Takes the request out of an envelope, held to the contract's schema while it is read.</summary>
internal sealed class EnvelopeReader(SoapService service, Wsdl wsdl)
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
    public SoapRequest Read(Stream envelope)
    {
        try
        {
            using var reader = XmlReader.Create(envelope, Syntax);
            return ReadEnvelope(reader);
        }
        catch (XmlException wrong)
        {
            throw SoapFault.Caller($"The request is not well-formed XML: {wrong.Message}", wrong);
        }
        catch (XmlSchemaException wrong)
        {
            throw SoapFault.Caller($"The request is not valid by the service's schema: {wrong.Message}", wrong);
        }
    }

    private SoapRequest ReadEnvelope(XmlReader reader)
    {
        reader.MoveToContent();
        if (reader.LocalName != "Envelope")
            throw SoapFault.Caller("The request is not a SOAP envelope.");
        if (reader.NamespaceURI != service.Version.Envelope)
            throw new SoapFault(FaultCode.VersionMismatch, $"This service speaks SOAP {service.Version.Number}.");

        reader.ReadStartElement();
        reader.MoveToContent();
        var header = reader.IsStartElement("Header", service.Version.Envelope) ? ReadHeader(reader) : null;
        if (!reader.IsStartElement("Body", service.Version.Envelope) || reader.IsEmptyElement)
            throw SoapFault.Caller("The envelope has no body, or an empty one.");

        reader.ReadStartElement();
        var request = ReadRequest(reader);
        // On to the very end: what follows must be well-formed too, and no second request.
        if (reader.MoveToContent() != XmlNodeType.EndElement)
            throw SoapFault.Caller("The body must hold exactly one request.");
        while (reader.Read())
        {
        }

        return new SoapRequest(request, header);
    }

    private XElement ReadRequest(XmlReader reader)
    {
        if (reader.MoveToContent() != XmlNodeType.Element)
            throw SoapFault.Caller("The body must hold exactly one request.");
        // Below an element it does not know the schema lets everything pass, however deep it goes.
        var name = new XmlQualifiedName(reader.LocalName, reader.NamespaceURI);
        if (!wsdl.Schemas.GlobalElements.Contains(name))
            throw SoapFault.Caller($"There is no operation '{name}'.");

        XElement request;
        using (var subtree = reader.ReadSubtree())
        using (var valid = XmlReader.Create(subtree, contract))
            request = XElement.Load(valid);
        reader.Read();
        return request;
    }

    // A header that must be understood and is not cannot be obeyed (SOAP 1.1, 4.2.3; SOAP 1.2 part 1, 5.2.3).
    private XElement? ReadHeader(XmlReader reader)
    {
        if (reader.IsEmptyElement)
        {
            reader.Read();
            return null;
        }

        XElement? understood = null;
        reader.ReadStartElement();
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            var role = reader.GetAttribute(service.Version.Role, service.Version.Envelope) ?? "";
            var forUs = service.Version.OurRoles.Contains(role);
            if (forUs && service.Header == XName.Get(reader.LocalName, reader.NamespaceURI))
            {
                if (understood is not null)
                    throw SoapFault.Caller($"The header '{reader.LocalName}' is there twice.");
                understood = ReadElement(reader);
                continue;
            }

            if (forUs && reader.GetAttribute("mustUnderstand", service.Version.Envelope) is "1" or "true")
                throw new SoapFault(FaultCode.MustUnderstand, $"The header '{reader.LocalName}' is not understood.");
            reader.Skip();
        }

        reader.ReadEndElement();
        return understood;
    }

    private static XElement ReadElement(XmlReader reader)
    {
        XElement element;
        using (var subtree = reader.ReadSubtree())
            element = XElement.Load(subtree);
        reader.Read();
        return element;
    }
}
