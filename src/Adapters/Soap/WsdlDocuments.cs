using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Hub.Platform.Plan;

namespace Hub.Adapters.Soap;

/// <summary>A WSDL with all it imports: its definitions and one compiled schema set.</summary>
internal sealed class WsdlDocuments
{
    private static readonly XNamespace Wsdl = SoapNamespaces.Wsdl;
    private static readonly XName SchemaElement = XName.Get("schema", SoapNamespaces.Schema);
    private readonly BundleResolver _resolver;
    private readonly HashSet<Uri> _seen = [];
    private readonly List<string> _schemaErrors = [];

    private WsdlDocuments(PlanBundle bundle)
    {
        _resolver = new BundleResolver(bundle);
        Schemas = new XmlSchemaSet { XmlResolver = _resolver };
        Schemas.ValidationEventHandler += (_, e) =>
        {
            // Warnings are imports that could not be fetched; what is then missing becomes an error of its own.
            if (e.Severity == XmlSeverityType.Error)
                _schemaErrors.Add(e.Message);
        };
    }

    public XmlSchemaSet Schemas { get; }

    public List<XElement> Definitions { get; } = [];

    /// <exception cref="InvalidContractException">A file is missing, is not XML, or its schemas do not compile.</exception>
    public static WsdlDocuments Load(PlanBundle bundle, string file)
    {
        var documents = new WsdlDocuments(bundle);
        try
        {
            documents.Load(BundleResolver.Locate(file));
            documents.Schemas.Compile();
        }
        catch (Exception e) when (e is XmlException or XmlSchemaException or FileNotFoundException or UriFormatException)
        {
            throw new InvalidContractException($"{file} cannot be read: {e.Message}");
        }

        return documents._schemaErrors.Count == 0
            ? documents
            : throw new InvalidContractException($"{file}: {string.Join(" ", documents._schemaErrors.Distinct(StringComparer.Ordinal).Take(5))}");
    }

    public IEnumerable<XElement> All(string name) => Definitions.SelectMany(d => d.Elements(Wsdl + name));

    private void Load(Uri location)
    {
        if (!_seen.Add(location))
            return;
        XElement root;
        using (var reader = BoundedXml.Read(_resolver.Open(location)))
            root = XDocument.Load(reader).Root!;
        if (root.Name == SchemaElement)
        {
            AddSchema(root, location);
            return;
        }

        if (root.Name != Wsdl + "definitions")
            throw new InvalidContractException($"{BundleResolver.FileOf(location)} is no WSDL 1.1: its root is '{root.Name.LocalName}'.");
        Definitions.Add(root);
        var number = 0;
        foreach (var schema in root.Elements(Wsdl + "types").Elements(SchemaElement))
            // Several schemas in one file: told apart by a query, as the set takes each location once and ignores fragments.
            AddSchema(schema, new UriBuilder(location) { Query = $"schema={++number}" }.Uri);
        foreach (var import in root.Elements(Wsdl + "import"))
            if ((string?)import.Attribute("location") is { } imported)
                Load(_resolver.ResolveUri(location, imported));
    }

    private void AddSchema(XElement schema, Uri location)
    {
        var copy = new XElement(schema);
        // Prefixes declared further out are used inside; on its own the schema must carry them.
        foreach (var declaration in schema.Ancestors().Attributes().Where(a => a.IsNamespaceDeclaration))
            if (copy.Attribute(declaration.Name) is null)
                copy.Add(new XAttribute(declaration));
        using var reader = BoundedXml.Read(new StringReader(copy.ToString(SaveOptions.DisableFormatting)), location.ToString());
        Schemas.Add(null, reader);
    }
}
