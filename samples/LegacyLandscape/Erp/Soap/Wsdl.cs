using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace LegacyLandscape.Erp.Soap;

/// <summary>The service's own contract: what it shows to callers and what it holds their requests to.</summary>
internal sealed class Wsdl
{
    private readonly XDocument document;

    public Wsdl()
    {
        using var stream = EmbeddedFile.Open("erp.wsdl");
        document = XDocument.Load(stream);
        Schemas = ReadSchemas(document);
    }

    public XmlSchemaSet Schemas { get; }

    /// <summary>The contract with the address under which the caller reached this installation.</summary>
    public XDocument At(Uri address)
    {
        var copy = new XDocument(document);
        foreach (var element in copy.Descendants(XName.Get("address", Namespaces.WsdlSoap)))
            element.SetAttributeValue("location", address.AbsoluteUri);
        return copy;
    }

    private static XmlSchemaSet ReadSchemas(XDocument wsdl)
    {
        // The two schemas import each other by namespace alone, so nothing needs to be resolved.
        var schemas = new XmlSchemaSet { XmlResolver = null };
        foreach (var schema in wsdl.Descendants(XName.Get("schema", Namespaces.Schema)))
        {
            using var reader = schema.CreateReader();
            schemas.Add(targetNamespace: null, reader);
        }

        schemas.Compile();
        return schemas;
    }
}
