using System.Xml;
using System.Xml.Linq;
using Hub.Soap.Xml;

namespace Hub.Soap.Xsd;

/// <summary>The qualified names within a WSDL's or schema's attributes, told by prefixes.</summary>
internal static class SchemaNames
{
    private static readonly string[] Attributes =
        ["type", "ref", "base", "itemType", "memberTypes", "substitutionGroup", "refer"];

    /// <summary>The attributes of a schema's element that hold names: one, or in <c>memberTypes</c> several.</summary>
    public static IEnumerable<XAttribute> In(XElement element) =>
        element.Name.NamespaceName == SoapNamespaces.Schema
            ? Attributes.Select(n => element.Attribute(n)).OfType<XAttribute>()
            : [];

    public static IEnumerable<string> Texts(XAttribute attribute) =>
        attribute.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The name's prefix; empty when it has none.</summary>
    public static string PrefixOf(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? text[..colon] : "";

    /// <summary>The name, or null when its prefix is not declared.</summary>
    public static XmlQualifiedName? Resolve(XElement at, string text)
    {
        var prefix = PrefixOf(text);
        var space = prefix.Length == 0 ? at.GetDefaultNamespace() : at.GetNamespaceOfPrefix(prefix);
        return space is null
            ? null
            : new XmlQualifiedName(text[(prefix.Length == 0 ? 0 : prefix.Length + 1)..], space.NamespaceName);
    }
}
