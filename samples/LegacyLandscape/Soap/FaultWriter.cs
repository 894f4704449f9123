using System.Xml;

namespace LegacyLandscape.Soap;

/// <summary>Writes the Fault element, which looks different in each version of SOAP.</summary>
internal sealed class FaultWriter(XmlWriter writer, SoapVersion version)
{
    public void Write(FaultCode code, XmlQualifiedName? subcode, string message, Action? detail)
    {
        writer.WriteStartElement("soap", "Fault", version.Envelope);
        if (version == SoapVersion.Soap11)
            WriteSoap11(code, message, detail);
        else
            WriteSoap12(code, subcode, message, detail);
        writer.WriteEndElement();
    }

    // faultcode, faultstring and detail belong to no namespace (SOAP 1.1, 4.4).
    private void WriteSoap11(FaultCode code, string message, Action? detail)
    {
        writer.WriteElementString("faultcode", $"soap:{Name(code)}");
        writer.WriteElementString("faultstring", message);
        if (detail is not null)
        {
            writer.WriteStartElement("detail");
            detail();
            writer.WriteEndElement();
        }
    }

    private void WriteSoap12(FaultCode code, XmlQualifiedName? subcode, string message, Action? detail)
    {
        Element("Code", () =>
        {
            writer.WriteElementString("soap", "Value", version.Envelope, $"soap:{Name(code)}");
            if (subcode is not null)
                Element("Subcode", () => Element("Value", () => WriteName(subcode)));
        });
        Element("Reason", () => Element("Text", () =>
        {
            writer.WriteAttributeString("xml", "lang", null, "en");
            writer.WriteString(message);
        }));
        if (detail is not null)
            Element("Detail", detail);
    }

    // Both before the text, or the prefix would be declared too late.
    private void WriteName(XmlQualifiedName name)
    {
        writer.WriteAttributeString("xmlns", "sub", null, name.Namespace);
        writer.WriteString($"sub:{name.Name}");
    }

    private void Element(string name, Action content)
    {
        writer.WriteStartElement("soap", name, version.Envelope);
        content();
        writer.WriteEndElement();
    }

    private string Name(FaultCode code) => code switch
    {
        FaultCode.Caller => version.CallersFault,
        FaultCode.Server => version.ServersFault,
        _ => code.ToString(),
    };
}
