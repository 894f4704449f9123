using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Hub.Soap.Contracts;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;
using Hub.Soap.Xsd;

namespace Hub.Soap.Wsdl;

/// <summary>A WSDL with all it imports: its definitions and one compiled schema set.</summary>
internal sealed class WsdlDocuments
{
    private static readonly XNamespace Wsdl = SoapNamespaces.Wsdl;
    private static readonly XName SchemaElement = XName.Get("schema", SoapNamespaces.Schema);
    private readonly BundleResolver _resolver;
    private readonly HashSet<Uri> _seen = [];
    private readonly List<string> _warnings = [];
    private readonly List<XElement> _definitions = [];

    private WsdlDocuments(IReadOnlyDictionary<string, byte[]> files) => _resolver = new BundleResolver(files);

    public IReadOnlyList<XElement> Definitions => _definitions;

    public CompiledSchemas Schemas { get; private set; } = new([], new SchemaFaults());

    /// <summary>Small faults that were forgiven.</summary>
    public IEnumerable<string> Warnings => _warnings.Concat(Schemas.Faults.Forgiven).Distinct(StringComparer.Ordinal);

    /// <exception cref="InvalidContractException">A file is missing or cannot be read.</exception>
    public static WsdlDocuments Load(IReadOnlyDictionary<string, byte[]> files, string file)
    {
        var documents = new WsdlDocuments(files);
        try
        {
            var schemas = new SchemaDocuments(documents._resolver, documents._warnings);
            documents.Load(BundleResolver.Locate(file), schemas);
            documents.Schemas = schemas.Compile(documents.NamespacesOfParts());
            return documents;
        }
        catch (Exception e) when (e is XmlException or XmlSchemaException or FileNotFoundException or UriFormatException
            or MalformedDocumentException)
        {
            throw new InvalidContractException($"{file} cannot be read: {e.Message}");
        }
    }

    public IEnumerable<XElement> All(string name) => _definitions.SelectMany(d => d.Elements(Wsdl + name));

    public void Warn(string warning) => _warnings.Add(warning);

    private IEnumerable<string> NamespacesOfParts() =>
        from part in All("message").Elements(Wsdl + "part")
        from name in new[] { (string?)part.Attribute("type"), (string?)part.Attribute("element") }
        where name is not null
        select SchemaNames.Resolve(part, name.Trim())?.Namespace ?? "";

    private void Load(Uri location, SchemaDocuments schemas)
    {
        if (!_seen.Add(location))
            return;
        var root = ContractDocument.Load(_resolver, location, Warn);
        if (root.Name == SchemaElement)
        {
            schemas.Add(root, location);
            return;
        }

        if (root.Name != Wsdl + "definitions")
            throw new InvalidContractException(
                $"{BundleResolver.FileOf(location)} is no WSDL 1.1: its root is '{root.Name.LocalName}'"
                + (root.Name.LocalName == "description"
                    ? "; the hub reads WSDL 1.1, which services that speak 2.0 mostly offer as well."
                    : "."));
        _definitions.Add(root);
        foreach (var (index, schema) in root.Elements(Wsdl + "types").Elements().Index())
            if (schema.Name == SchemaElement)
                schemas.Add(schema, ContractDocument.Number(location, index));
            else if (schema.Name.LocalName == "schema")
                Warn($"{BundleResolver.FileOf(location)}: "
                    + $"a schema in the language of '{schema.Name.NamespaceName}' is passed over; "
                    + $"'{SoapNamespaces.Schema}' is read.");
        foreach (var import in root.Elements(Wsdl + "import"))
            if ((string?)import.Attribute("location") is { Length: > 0 } imported)
                Import(location, imported, schemas);
    }

    private void Import(Uri from, string written, SchemaDocuments schemas)
    {
        var location = _resolver.ResolveUri(from, written.Trim());
        try
        {
            Load(location, schemas);
        }
        catch (FileNotFoundException e) when (e.InnerException is null)
        {
            throw new FileNotFoundException(
                $"{BundleResolver.FileOf(from)} imports '{written}', which cannot be read: {e.Message}", e);
        }
    }
}
