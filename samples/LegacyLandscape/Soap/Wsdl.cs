using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace LegacyLandscape.Soap;

/// <summary>The service's own contract: what it shows to callers and what it holds their requests to.</summary>
internal sealed class Wsdl
{
    private static readonly XNamespace Xsd = XmlSchema.Namespace;
    private readonly XDocument document;
    private readonly Dictionary<string, XDocument> imported;
    private readonly XName address;

    public Wsdl(SoapService service)
    {
        document = Load(service.Wsdl);
        imported = service.Schemas.ToDictionary(name => name, Load, StringComparer.Ordinal);
        address = XName.Get("address", service.Version.WsdlBinding);
        Schemas = ReadSchemas();
    }

    public XmlSchemaSet Schemas { get; }

    /// <summary>The contract with the address under which the caller reached this installation.</summary>
    public XDocument At(Uri here)
    {
        var copy = new XDocument(document);
        foreach (var element in copy.Descendants(address))
            element.SetAttributeValue("location", here.AbsoluteUri);
        foreach (var location in copy.Descendants(Xsd + "import").Attributes("schemaLocation"))
            location.Value = $"{here.AbsoluteUri}?xsd={location.Value}";
        return copy;
    }

    /// <summary>A schema the contract imports; null when it imports none of that name.</summary>
    public XDocument? Imported(string name) => imported.GetValueOrDefault(name);

    private static XDocument Load(string name)
    {
        using var stream = EmbeddedFile.Open(name);
        return XDocument.Load(stream);
    }

    private XmlSchemaSet ReadSchemas()
    {
        // Every schema is added here and they find each other by namespace, so nothing needs to be resolved.
        var schemas = new XmlSchemaSet { XmlResolver = null };
        foreach (var schema in imported.Values.Prepend(document).SelectMany(file => file.Descendants(Xsd + "schema")))
        {
            using var reader = schema.CreateReader();
            schemas.Add(targetNamespace: null, reader);
        }

        schemas.Compile();
        return schemas;
    }
}
