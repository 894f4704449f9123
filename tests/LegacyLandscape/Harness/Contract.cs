using System.Xml.Linq;
using System.Xml.Schema;

namespace LegacyLandscape.Tests.Harness;

/// <summary>The contract as a caller gets it: from ?wsdl, and from there what that imports.</summary>
internal sealed class Contract(XDocument wsdl, IReadOnlyList<XDocument> imported)
{
    private static readonly XNamespace Xsd = "http://www.w3.org/2001/XMLSchema";
    private readonly XmlSchemaSet schemas = Read([wsdl, .. imported]);

    public XDocument Wsdl => wsdl;

    public static Task<Contract> OfAsync(RunningErp erp) => OfAsync(erp.Client.Http, ErpClient.Service);

    public static Task<Contract> OfAsync(RunningCrm crm) => OfAsync(crm.Client.Http, CrmClient.Service);

    /// <exception cref="XmlSchemaValidationException">The element is unknown to the schema or not valid by it.</exception>
    public void Validate(XElement element) => new XDocument(element).Validate(schemas, validationEventHandler: null);

    private static async Task<Contract> OfAsync(HttpClient http, string service)
    {
        var wsdl = XDocument.Parse(await http.GetStringAsync($"{service}?wsdl"));
        var imported = new List<XDocument>();
        foreach (var location in wsdl.Descendants(Xsd + "import").Attributes("schemaLocation"))
            imported.Add(XDocument.Parse(await http.GetStringAsync(location.Value)));
        return new Contract(wsdl, imported);
    }

    private static XmlSchemaSet Read(IEnumerable<XDocument> documents)
    {
        // Without a resolver they find each other by namespace.
        var set = new XmlSchemaSet { XmlResolver = null };
        foreach (var schema in documents.SelectMany(document => document.Descendants(Xsd + "schema")))
            set.Add(null, schema.CreateReader());
        set.Compile();
        return set;
    }
}
