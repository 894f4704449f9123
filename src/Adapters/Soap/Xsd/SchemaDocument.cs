using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Hub.Soap.Contracts;
using Hub.Soap.Xml;

namespace Hub.Soap.Xsd;

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
        ["soap"] = SoapNamespaces.WsdlSoap11,
        ["soap12"] = SoapNamespaces.WsdlSoap12,
        ["xmime"] = SoapNamespaces.MimeTypes,
        ["apachesoap"] = SoapNamespaces.ApacheTypes,
        ["wsp"] = "http://schemas.xmlsoap.org/ws/2004/09/policy",
        ["wsam"] = "http://www.w3.org/2007/05/addressing/metadata",
        ["wsaw"] = "http://www.w3.org/2006/05/addressing/wsdl",
        ["wsu"] = SoapNamespaces.SecurityUtility,
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

    /// <summary>What generators write without declaring it, as if it was.</summary>
    public static XmlParserContext UsualNames()
    {
        var names = new XmlNamespaceManager(new NameTable());
        foreach (var (prefix, space) in UsualPrefixes)
            names.AddNamespace(prefix, space);
        return new XmlParserContext(names.NameTable, names, null, XmlSpace.None);
    }

    public XElement Root { get; }

    public Uri Location { get; }

    public string Target { get; }

    public string File => BundleResolver.FileOf(Location);

    /// <summary>All names it refers to.</summary>
    public IEnumerable<XmlQualifiedName> References() =>
        Root.Descendants().SelectMany(SchemaNames.In)
            .SelectMany(a => SchemaNames.Texts(a).Select(t => SchemaNames.Resolve(a.Parent!, t))).OfType<XmlQualifiedName>();

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
        MendStructure(warnings);
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

    // Words that mean nothing where they stand, but make the compiler give up the whole schema.
    private void MendStructure(List<string> warnings)
    {
        var meaningless = Root.Elements().Where(e => e.Name == Xs + "element" || e.Name == Xs + "attribute")
            .SelectMany(e => e.Attributes()
                .Where(a => a.Name.LocalName is "minOccurs" or "maxOccurs" or "use" && a.Name.NamespaceName.Length == 0))
            .Concat(Root.Elements().Elements().DescendantsAndSelf()
                .Where(e => e.Name == Xs + "complexType" || e.Name == Xs + "simpleType").Attributes("name"))
            .Concat(Root.Descendants(Xs + "element").Where(e => e.Attribute("ref") is not null).Attributes()
                .Where(a => a.Name.LocalName is "name" or "type"))
            .ToList();
        foreach (var attribute in meaningless)
        {
            warnings.Add($"{File}: {attribute.Name.LocalName}=\"{attribute.Value}\" means nothing "
                + $"in {attribute.Parent!.Name.LocalName} '{(string?)attribute.Parent.Attribute("name")}'.");
            attribute.Remove();
        }

        foreach (var content in Root.Descendants().Where(e => IsContent(e) && e.ElementsBeforeSelf().Any(IsAttribute)).ToList())
        {
            var early = content.ElementsBeforeSelf().Where(IsAttribute).ToList();
            var owner = content.AncestorsAndSelf().First(e => e.Attribute("name") is not null || e == Root);
            warnings.Add($"{File}: in {owner.Name.LocalName} '{(string?)owner.Attribute("name")}' "
                + "attributes stand before the content; they are read as if after it.");
            early.Remove();
            content.Parent!.Add(early);
        }

        // As XML Schema 1.1 has it; read it is in any order, written in this one.
        foreach (var all in Root.Descendants(Xs + "all").Where(a => a.Elements().Any(Repeats)).ToList())
        {
            warnings.Add($"{File}: an xs:all with elements that stand there several times is read as a sequence.");
            all.Name = Xs + "sequence";
        }

        foreach (var text in Root.DescendantNodes().OfType<XText>()
            .Where(t => !string.IsNullOrWhiteSpace(t.Value) && !t.Ancestors(Xs + "annotation").Any()).ToList())
        {
            warnings.Add($"{File}: there is text in {text.Parent!.Name.LocalName}, where it means nothing.");
            text.Remove();
        }
    }

    private static bool Repeats(XElement element) => (string?)element.Attribute("maxOccurs") is not (null or "0" or "1");

    private static bool IsContent(XElement element) =>
        element.Name.Namespace == Xs && element.Name.LocalName is "sequence" or "choice" or "all" or "group"
        && element.Parent!.Name.LocalName is "complexType" or "extension" or "restriction";

    private static bool IsAttribute(XElement element) =>
        element.Name.Namespace == Xs && element.Name.LocalName is "attribute" or "attributeGroup" or "anyAttribute";

    /// <summary>Every schema may refer to every other: what a generator forgot to import is there all the same.</summary>
    public void Import(IEnumerable<string> namespaces, List<string> warnings)
    {
        var imported = Root.Elements(Xs + "import").Select(i => (string?)i.Attribute("namespace") ?? "")
            .ToHashSet(StringComparer.Ordinal);
        var forgotten = References().Select(r => r.Namespace).Distinct(StringComparer.Ordinal)
            .Where(n => n != Target && !imported.Contains(n) && !WellKnownSchemas.IsBuiltIn(n));
        foreach (var space in forgotten)
            warnings.Add($"{File}: namespace '{space}' is used without an xs:import.");
        Root.Elements(Xs + "include").Remove();
        Root.Elements(Xs + "import").Remove();
        foreach (var space in namespaces.Where(n => n != Target && n != SoapNamespaces.Schema))
            Root.AddFirst(new XElement(Xs + "import", space.Length == 0 ? null : new XAttribute("namespace", space)));
    }

    private void Declare(string prefix, List<string> warnings)
    {
        var space = UsualPrefixes.GetValueOrDefault(prefix) ?? (prefix is "tns" or "" ? Target : null);
        if (space is null)
            throw new InvalidContractException($"{File}: the prefix '{prefix}' is not declared; "
                + $"add xmlns:{prefix}=\"…\" to the schema.");
        if (Root.GetNamespaceOfPrefix(prefix) is not null)
            return;
        warnings.Add($"{File}: the prefix '{prefix}' is not declared; '{space}' is taken for it.");
        Root.SetAttributeValue(XNamespace.Xmlns + prefix, space);
    }
}
