using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;

namespace Hub.Adapters.Soap;

/// <summary>One schema as it is compiled: freed of what it stood in, its includes told apart, small faults mended.</summary>
internal sealed class SchemaDocument
{
    private static readonly XNamespace Xs = SoapNamespaces.Schema;

    // What generators write without declaring it.
    private static readonly Dictionary<string, string> UsualPrefixes = new(StringComparer.Ordinal)
    {
        ["xs"] = SoapNamespaces.Schema,
        ["xsd"] = SoapNamespaces.Schema,
        ["soapenc"] = SoapNamespaces.Encoding11,
        ["SOAP-ENC"] = SoapNamespaces.Encoding11,
        ["wsdl"] = SoapNamespaces.Wsdl,
    };

    /// <param name="schema">The element as it was found.</param>
    /// <param name="location">Where; several in one WSDL have different ones.</param>
    /// <param name="target">The namespace of a schema that includes this one, which has none of its own.</param>
    public SchemaDocument(XElement schema, Uri location, string target)
    {
        (Root, Location, Target) = (new XElement(schema), location, target);
        // Prefixes declared further out are used inside; on its own the schema must carry them.
        foreach (var declaration in schema.Ancestors().Attributes().Where(a => a.IsNamespaceDeclaration))
            if (Root.Attribute(declaration.Name) is null)
                Root.Add(new XAttribute(declaration));
        if ((string?)Root.Attribute("targetNamespace") is { Length: 0 } && target.Length == 0)
            Root.SetAttributeValue("targetNamespace", null);
        if (Root.Attribute("targetNamespace") is null && target.Length > 0)
        {
            // "Chameleon": it takes the colour of the schema that includes it, and so do its names without a prefix.
            Root.SetAttributeValue("targetNamespace", target);
            if (Root.Attribute("xmlns") is null)
                Root.SetAttributeValue("xmlns", target);
        }
    }

    public XElement Root { get; }

    public Uri Location { get; }

    public string Target { get; }

    public string File => BundleResolver.FileOf(Location);

    /// <summary>All names it refers to.</summary>
    public IEnumerable<XmlQualifiedName> References() =>
        Root.Descendants().SelectMany(SchemaNames.In).SelectMany(a => SchemaNames.Texts(a).Select(t => SchemaNames.Resolve(a.Parent!, t))).OfType<XmlQualifiedName>();

    public void Mend(List<string> warnings)
    {
        foreach (var array in Root.Descendants().Attributes(XName.Get("arrayType", SoapNamespaces.Wsdl)))
        {
            if (SchemaNames.Resolve(array.Parent!, array.Value.Trim()) is null)
                Declare(SchemaNames.PrefixOf(array.Value.Trim()), warnings);
            array.Value = SchemaNotes.Qualified(SchemaNames.Resolve(array.Parent!, array.Value.Trim())!);
        }

        foreach (var attribute in Root.Descendants().SelectMany(SchemaNames.In))
            foreach (var name in SchemaNames.Texts(attribute))
                if (SchemaNames.Resolve(attribute.Parent!, name) is null)
                    Declare(SchemaNames.PrefixOf(name), warnings);
        // A schema within a message, as .NET's DataSet announces itself: no schema says what it looks like.
        foreach (var element in Root.Descendants(Xs + "element").Where(e => (string?)e.Attribute("ref") is { } name
            && SchemaNames.Resolve(e, name) is { Namespace: SoapNamespaces.Schema }).ToList())
        {
            element.Name = Xs + "any";
            element.SetAttributeValue("ref", null);
            element.SetAttributeValue("namespace", SoapNamespaces.Schema);
            element.SetAttributeValue("processContents", "skip");
        }
    }

    /// <summary>Every schema may refer to every other: what a generator forgot to import is there all the same.</summary>
    public void Import(IEnumerable<string> namespaces, List<string> warnings)
    {
        var imported = Root.Elements(Xs + "import").Select(i => (string?)i.Attribute("namespace") ?? "").ToHashSet(StringComparer.Ordinal);
        var forgotten = References().Select(r => r.Namespace).Distinct(StringComparer.Ordinal)
            .Where(n => n != Target && !imported.Contains(n) && !WellKnownSchemas.IsBuiltIn(n));
        foreach (var space in forgotten)
            warnings.Add($"{File}: namespace '{space}' is used without an xs:import.");
        Root.Elements(Xs + "include").Remove();
        Root.Elements(Xs + "import").Remove();
        foreach (var space in namespaces.Where(n => n != Target && n != SoapNamespaces.Schema))
            Root.AddFirst(new XElement(Xs + "import", space.Length == 0 ? null : new XAttribute("namespace", space)));
    }

    /// <returns>Null when it is no schema at all, which is told.</returns>
    public XmlSchema? Read(ValidationEventHandler onFault)
    {
        using var reader = BoundedXml.Read(new StringReader(Root.ToString(SaveOptions.DisableFormatting)), Location.ToString());
        return XmlSchema.Read(reader, onFault);
    }

    private void Declare(string prefix, List<string> warnings)
    {
        var space = UsualPrefixes.GetValueOrDefault(prefix) ?? (prefix is "tns" or "" ? Target : null);
        if (space is null)
            throw new InvalidContractException($"{File}: the prefix '{prefix}' is not declared; add xmlns:{prefix}=\"…\" to the schema.");
        if (Root.GetNamespaceOfPrefix(prefix) is not null)
            return;
        warnings.Add($"{File}: the prefix '{prefix}' is not declared; '{space}' is taken for it.");
        Root.SetAttributeValue(XNamespace.Xmlns + prefix, space);
    }
}
