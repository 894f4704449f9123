using System.Xml;
using System.Xml.Linq;
using Hub.Soap.Contracts;
using Hub.Soap.Xml;

namespace Hub.Soap.Xsd;

/// <summary>
/// Definitions that stand in several schemas of one WSDL: the same twice is one, two different ones are a fault.
/// </summary>
internal static class DuplicateDefinitions
{
    private static readonly XNamespace Xs = SoapNamespaces.Schema;

    /// <exception cref="InvalidContractException">Two definitions of one name differ.</exception>
    public static void Remove(IReadOnlyList<SchemaDocument> documents, List<string> warnings)
    {
        var first = new Dictionary<(string Kind, XmlQualifiedName Name), (XElement Element, SchemaDocument In)>();
        foreach (var document in documents)
        {
            foreach (var element in document.Root.Elements()
                .Where(e => e.Name.Namespace == Xs && e.Attribute("name") is not null)
                .ToList())
            {
                var name = new XmlQualifiedName(((string?)element.Attribute("name"))!.Trim(), document.Target);
                if (first.TryAdd((KindOf(element), name), (element, document)))
                    continue;
                var other = first[(KindOf(element), name)];
                if (!XNode.DeepEquals(Normal(document, element), Normal(other.In, other.Element)))
                    throw new InvalidContractException(
                        $"{element.Name.LocalName} '{name.Name}' of '{name.Namespace}' is defined differently "
                        + $"in {other.In.File} and {document.File}: leave one of them out.");
                warnings.Add($"{element.Name.LocalName} '{name.Name}' is defined twice, "
                    + $"in {other.In.File} and {document.File}, in the same words.");
                element.Remove();
            }
        }
    }

    private static string KindOf(XElement element) =>
        element.Name.LocalName is "simpleType" or "complexType" ? "type" : element.Name.LocalName;

    // Prefixes and notes may differ; whether local names are qualified must not.
    private static XElement Normal(SchemaDocument document, XElement element) => new(
        "definition",
        document.Root.Attribute("elementFormDefault"),
        document.Root.Attribute("attributeFormDefault"),
        Normal(element));

    private static XElement Normal(XElement element) => new(
        element.Name.LocalName,
        element.Attributes().Where(a => !a.IsNamespaceDeclaration).OrderBy(a => a.Name.ToString(), StringComparer.Ordinal)
            .Select(a => new XAttribute(a.Name, Normal(element, a))),
        element.Elements().Where(e => e.Name != Xs + "annotation").Select(Normal));

    private static string Normal(XElement element, XAttribute attribute) => SchemaNames.In(element).Contains(attribute)
        ? string.Join(' ', SchemaNames.Texts(attribute).Select(t => SchemaNames.Resolve(element, t)?.ToString() ?? t))
        : attribute.Value.Trim();
}
