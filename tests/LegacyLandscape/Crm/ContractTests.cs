using System.Net;
using System.Xml.Linq;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Crm;

public sealed class ContractTests
{
    private static readonly XNamespace Wsdl = "http://schemas.xmlsoap.org/wsdl/";
    private static readonly XNamespace Xsd = "http://www.w3.org/2001/XMLSchema";

    [Fact]
    public async Task Answers_are_valid_by_the_WSDLs_schema_and_the_one_it_imports()
    {
        await using var crm = await RunningCrm.StartAsync();
        var contract = await Contract.OfAsync(crm);
        XElement[] requests =
        [
            CrmXml.Request("GetCustomer", ("CustomerNo", "C-1003")),
            CrmXml.Request("FindCustomers", ("MaxCount", 500)),
            CrmXml.Create(CrmXml.NewCustomer("Neu & Söhne"), "web-1"),
            CrmXml.Request("FindCustomersByExternalRef", ("ExternalRef", "WEB-706")),
            CrmXml.Update(await crm.Client.GetAsync("C-1008")),
            CrmXml.Request("DeleteCustomer", ("CustomerNo", "C-1009")),
            CrmXml.ModifiedSince("2000-01-01T00:00:00Z"),
        ];

        foreach (var request in requests)
        {
            var answer = (await crm.Client.CallAsync(request)).Answer;
            answer.Name.ShouldBe(CrmXml.M + $"{request.Name.LocalName}Response");
            contract.Validate(answer);
        }

        contract.Wsdl.Descendants(Wsdl + "portType").Elements(Wsdl + "operation")
            .Select(operation => (string)operation.Attribute("name")!)
            .ShouldBe(requests.Select(request => request.Name.LocalName), ignoreOrder: true);
    }

    [Fact]
    public async Task The_import_leads_to_the_address_the_WSDL_was_asked_at()
    {
        await using var crm = await RunningCrm.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{CrmClient.Service}?wsdl");
        request.Headers.Host = "crm.internal:8080";

        using var response = await crm.Client.Http.SendAsync(request);

        XDocument.Parse(await response.Content.ReadAsStringAsync())
            .Descendants(Xsd + "import").Attributes("schemaLocation").Single().Value
            .ShouldBe("http://crm.internal:8080/crm/services/CustomerService?xsd=crm-types.xsd");
    }

    [Fact]
    public async Task A_schema_that_is_not_imported_is_not_served()
    {
        await using var crm = await RunningCrm.StartAsync();

        using var response = await crm.Client.Http.GetAsync($"{CrmClient.Service}?xsd=../crm.wsdl");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_action_may_be_absent_but_not_another_one()
    {
        await using var crm = await RunningCrm.StartAsync();

        (await crm.Client.PostAsync(Envelope())).IsFault.ShouldBeFalse();
        var wrong = await crm.Client.PostAsync(Envelope(), "http://legacy.example/crm/UpdateCustomer");

        wrong.FaultCode.ShouldBe(Soap12Reply.Soap + "Sender");
        wrong.Reason.ShouldContain("SOAPAction");
    }

    [Fact]
    public async Task A_header_that_is_not_understood_is_told_so()
    {
        await using var crm = await RunningCrm.StartAsync();
        var strange = new XElement("strange", new XAttribute(Soap12Reply.Soap + "mustUnderstand", "true"));

        var reply = await crm.Client.CallAsync(
            CrmXml.Request("GetCustomer", ("CustomerNo", "C-1001")), new UsernameToken().ToHeader(), strange);

        reply.Status.ShouldBe(HttpStatusCode.InternalServerError);
        reply.FaultCode.ShouldBe(Soap12Reply.Soap + "MustUnderstand");
    }

    [Fact]
    public async Task SOAP_1_1_is_not_spoken()
    {
        await using var crm = await RunningCrm.StartAsync();
        var request = CrmXml.Request("GetCustomer", ("CustomerNo", "C-1001"));

        var envelope = await crm.Client.PostAsync(Xml.ToText(Xml.Envelope(request)));
        using var mediaType = await crm.Client.Http.PostAsync(CrmClient.Service, new StringContent("<a/>", null, "text/xml"));

        envelope.FaultCode.ShouldBe(Soap12Reply.Soap + "VersionMismatch");
        mediaType.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    private static string Envelope() => Xml.ToText(new XElement(
        Soap12Reply.Soap + "Envelope",
        new XElement(Soap12Reply.Soap + "Header", new UsernameToken().ToHeader()),
        new XElement(Soap12Reply.Soap + "Body", CrmXml.Request("GetCustomer", ("CustomerNo", "C-1001")))));
}
