using System.Xml;
using System.Xml.Linq;
using Hub.Soap.Xml;

namespace Hub.Soap.Xsd;

/// <summary>Reads the files of a contract: WSDLs and schemas.</summary>
internal static class ContractDocument
{
    /// <summary>Reads one file, within bounds, and returns its root.</summary>
    public static XElement Load(BundleResolver resolver, Uri location, Action<string> warn)
    {
        XElement root;
        try
        {
            root = BoundedXml.LoadTree(() => BoundedXml.Read(resolver.Open(location)));
        }
        catch (XmlException e) when (e.Message.Contains("undeclared prefix", StringComparison.Ordinal))
        {
            root = BoundedXml.LoadTree(() => BoundedXml.Read(resolver.Open(location), SchemaDocument.UsualNames()));
            warn($"{BundleResolver.FileOf(location)}: {e.Message} What it usually means is taken for it.");
        }

        if (DraftSchemas.Translate(root) is { } draft)
            warn($"{BundleResolver.FileOf(location)} is written in a draft of XML Schema, '{draft}': "
                + "read as the standard that came of it.");
        return root;
    }

    /// <summary>Tells several schemas in one file apart by a query.</summary>
    public static Uri Number(Uri location, int index) => new UriBuilder(location) { Query = $"schema={index + 1}" }.Uri;
}
