using System.Net;
using System.Net.Http.Json;
using System.Xml.Linq;
using LegacyLandscape.Tests.Harness;

namespace LegacyLandscape.Tests.Erp;

public sealed class EnvelopeTests
{
    private const string Start =
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/' xmlns:m='http://legacy.example/erp/messages'>";
    private const string Request = "<m:GetItem><m:ItemNo>P-2001</m:ItemNo></m:GetItem>";
    private const string Whole = $"{Start}<s:Body>{Request}</s:Body></s:Envelope>";

    [Theory]
    [InlineData("", "soap:Client")]
    [InlineData("hello", "soap:Client")]
    [InlineData("<a/>", "soap:Client")]
    [InlineData($"{Start}<s:Body>{Request}</s:Body>", "soap:Client")]
    [InlineData($"{Start}<s:Body>{Request}</s:Body></s:Envelope><more/>", "soap:Client")]
    [InlineData($"{Start}<s:Body/></s:Envelope>", "soap:Client")]
    [InlineData($"{Start}<s:Body> </s:Body></s:Envelope>", "soap:Client")]
    [InlineData($"{Start}</s:Envelope>", "soap:Client")]
    [InlineData($"{Start}<s:Body>{Request}{Request}</s:Body></s:Envelope>", "soap:Client")]
    [InlineData($"{Start}<s:Body><m:DropTables/></s:Body></s:Envelope>", "soap:Client")]
    [InlineData($"{Start}<s:Body><GetItem><ItemNo>P-2001</ItemNo></GetItem></s:Body></s:Envelope>", "soap:Client")]
    [InlineData($"{Start}<s:Body><m:GetItem/></s:Body></s:Envelope>", "soap:Client")]
    [InlineData(
        $"{Start}<s:Body><m:GetItem><m:ItemNo>P-2001-TOO-LONG</m:ItemNo></m:GetItem></s:Body></s:Envelope>", "soap:Client")]
    [InlineData(
        $"{Start}<s:Body><m:GetItem><m:ItemNo>P-2001</m:ItemNo><m:Extra/></m:GetItem></s:Body></s:Envelope>", "soap:Client")]
    [InlineData("<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'/>", "soap:VersionMismatch")]
    [InlineData(
        $"{Start}<s:Header><x s:mustUnderstand='1'/></s:Header><s:Body>{Request}</s:Body></s:Envelope>", "soap:MustUnderstand")]
    public async Task What_is_no_request_of_the_contract_is_a_fault_without_detail(string envelope, string code)
    {
        await using var erp = await RunningErp.StartAsync();

        var reply = await erp.Client.PostAsync(envelope, "GetItem");

        reply.Status.ShouldBe(HttpStatusCode.InternalServerError);
        reply.FaultCode.ShouldBe(code);
        reply.Detail.ShouldBeNull();
    }

    [Theory]
    [InlineData($"{Start}<s:Header/><s:Body>{Request}</s:Body></s:Envelope>")]
    [InlineData($"{Start}<s:Header><x><y/></x><z s:mustUnderstand='0'/></s:Header><s:Body>{Request}</s:Body></s:Envelope>")]
    [InlineData($"{Start}<s:Header><x s:mustUnderstand='1' s:actor='urn:someone-else'/></s:Header>"
        + $"<s:Body>{Request}</s:Body></s:Envelope>")]
    [InlineData($"<?xml version='1.0'?><!-- hello -->{Start} <s:Body> <!-- hello --> {Request} </s:Body> </s:Envelope> ")]
    public async Task Headers_comments_and_blanks_do_no_harm(string envelope)
    {
        await using var erp = await RunningErp.StartAsync();

        (await erp.Client.PostAsync(envelope, "GetItem")).Answer.Text("ItemNo").ShouldBe("P-2001      ");
    }

    [Fact]
    public async Task A_document_type_is_refused_before_its_entities_are_read()
    {
        await using var erp = await RunningErp.StartAsync();

        const string Dtd = "<!DOCTYPE s [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>";

        var reply = await erp.Client.PostAsync(Dtd + Whole.Replace("P-2001", "&x;", StringComparison.Ordinal), "GetItem");

        reply.FaultCode.ShouldBe("soap:Client");
        reply.FaultString.ShouldContain("DTD");
    }

    [Fact]
    public async Task A_body_of_more_than_a_megabyte_is_refused()
    {
        await using var erp = await RunningErp.StartAsync();

        var reply = await erp.Client.PostAsync(Whole + new string(' ', 1024 * 1024), "GetItem");

        reply.FaultCode.ShouldBe("soap:Client");
        reply.FaultString.ShouldContain("larger");
    }

    [Fact]
    public async Task A_body_of_nothing_but_depth_is_refused_and_the_ERP_lives_on()
    {
        const int Depth = 100_000;
        await using var erp = await RunningErp.StartAsync();
        var deep = string.Concat(Enumerable.Repeat("<a>", Depth)) + string.Concat(Enumerable.Repeat("</a>", Depth));

        var unknown = await erp.Client.PostAsync($"{Start}<s:Body>{deep}</s:Body></s:Envelope>", "GetItem");
        var known = await erp.Client.PostAsync($"{Start}<s:Body><m:GetItem>{deep}</m:GetItem></s:Body></s:Envelope>", "GetItem");
        var header = await erp.Client.PostAsync(
            $"{Start}<s:Header>{deep}</s:Header><s:Body>{Request}</s:Body></s:Envelope>", "GetItem");

        unknown.FaultCode.ShouldBe("soap:Client");
        known.FaultCode.ShouldBe("soap:Client");
        header.IsFault.ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"\"")]
    [InlineData("\"http://legacy.example/erp/PlaceOrder\"")]
    public async Task The_SOAPAction_must_name_the_operation_in_the_body(string? action)
    {
        await using var erp = await RunningErp.StartAsync();
        using var message = ErpClient.Message(Whole);
        if (action is not null)
            message.Headers.TryAddWithoutValidation("SOAPAction", action);

        var reply = await SoapReply.ReadAsync(await erp.Client.Http.SendAsync(message));

        reply.FaultCode.ShouldBe("soap:Client");
        reply.FaultString.ShouldContain("SOAPAction");
    }

    [Fact]
    public async Task JSON_and_SOAP_1_2_are_not_even_read()
    {
        await using var erp = await RunningErp.StartAsync();

        using var soap12 = ErpClient.Message(Whole, "application/soap+xml");
        HttpResponseMessage[] answers =
        [
            await erp.Client.Http.PostAsJsonAsync(ErpClient.Service, new { }),
            await erp.Client.Http.SendAsync(soap12),
        ];

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.UnsupportedMediaType);
    }
}
