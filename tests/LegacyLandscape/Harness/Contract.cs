using System.Xml.Linq;
using System.Xml.Schema;

namespace LegacyLandscape.Tests.Harness;

/// <summary>The contract as a caller gets it: from ?wsdl.</summary>
internal sealed class Contract(XDocument wsdl)
{
    private static readonly XNamespace Xsd = "http://www.w3.org/2001/XMLSchema";
    private readonly XmlSchemaSet schemas = Read(wsdl);

    public XDocument Wsdl => wsdl;

    public static async Task<Contract> OfAsync(RunningErp erp) =>
        new(XDocument.Parse(await erp.Client.Http.GetStringAsync($"{ErpClient.Service}?wsdl")));

    /// <exception cref="XmlSchemaValidationException">The element is unknown to the schema or not valid by it.</exception>
    public void Validate(XElement element) => new XDocument(element).Validate(schemas, validationEventHandler: null);

    private static XmlSchemaSet Read(XDocument wsdl)
    {
        var set = new XmlSchemaSet();
        foreach (var schema in wsdl.Descendants(Xsd + "schema"))
            set.Add(null, schema.CreateReader());
        set.Compile();
        return set;
    }
}
