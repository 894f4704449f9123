using System.Xml.Linq;
using System.Xml.Schema;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Erp;

public sealed class ContractTests
{
    private static readonly XNamespace Wsdl = "http://schemas.xmlsoap.org/wsdl/";
    private static readonly XNamespace WsdlSoap = "http://schemas.xmlsoap.org/wsdl/soap/";

    [Fact]
    public async Task Answers_are_valid_by_the_WSDLs_schema()
    {
        await using var erp = await RunningErp.StartAsync();
        var contract = await Contract.OfAsync(erp);
        XElement[] requests =
        [
            Xml.Request("GetItem", ("ItemNo", "P-2033")),
            Xml.Request("ListItems", ("MaxCount", 1000)),
            Xml.Request("ItemsChangedSince", ("ChangeNo", 0), ("MaxCount", 1000)),
            Xml.Request("GetStock", ("ItemNo", "P-2012")),
            Xml.Request("StockChangedSince", ("ChangeNo", 0), ("MaxCount", 1000)),
            Xml.ReserveStock("web 1", ("P-2001", 1), ("P-2040", 2)),
            Xml.Request("GetReservation", ("Reference", "web 1")),
            Xml.Request("IssueStock", ("Reference", "web 1")),
            Xml.ReserveStock("web 2", ("P-2001", 1)),
            Xml.Request("ReleaseStock", ("Reference", "web 2")),
            Xml.Request("GetOrder", ("OrderNo", 3008)),
            Xml.Request("FindOrdersByExternalRef", ("ExternalRef", "EDI-000871")),
            Xml.Request("ListOrders", ("CustomerNo", "C-1001"), ("MaxCount", 1000)),
            Xml.Request("SearchOrders", ("CustomerNo", "C-1001"), ("MaxCount", 1)),
            Xml.PlaceOrder("C-1001", "web-1", ("P-2001", 1), ("P-2040", 999_999)),
            Xml.Request("SetOrderStatus", ("OrderNo", 3030), ("Status", "R")),
            Xml.Request("OrdersChangedSince", ("ChangeNo", 0), ("MaxCount", 1000)),
        ];

        foreach (var request in requests)
        {
            var answer = (await erp.Client.CallAsync(request)).Answer;
            answer.Name.ShouldBe(Xml.M + $"{request.Name.LocalName}Response");
            contract.Validate(answer);
        }

        // And the check itself can fail.
        Should.Throw<XmlSchemaValidationException>(() => contract.Validate(new XElement(Xml.M + "GetItemResponse")));
        contract.Wsdl.Descendants(Wsdl + "portType").Elements(Wsdl + "operation")
            .Select(operation => (string)operation.Attribute("name")!)
            .ShouldBe(requests.Select(request => request.Name.LocalName).Distinct(), ignoreOrder: true);
    }

    [Fact]
    public async Task The_WSDL_names_the_address_it_was_asked_at()
    {
        await using var erp = await RunningErp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{ErpClient.Service}?WSDL");
        request.Headers.Host = "erp.internal:8080";

        using var response = await erp.Client.Http.SendAsync(request);

        var wsdl = XDocument.Parse(await response.Content.ReadAsStringAsync());
        wsdl.Descendants(WsdlSoap + "address").Single().Attribute("location")!.Value
            .ShouldBe("http://erp.internal:8080/erp/services/ErpService");
    }
}
