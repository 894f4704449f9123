using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Surface;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Describing;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>Elements that a system requires and the contract has no name for: what is missing is named, and no more.</summary>
public sealed class RequiredGroups : IAsyncLifetime
{
    private const string Groups = """
        <xs:element name="BillTo"><xs:complexType><xs:sequence>
          <xs:element name="Street" type="xs:string"/><xs:element name="City" type="xs:string"/>
          <xs:element name="Country" type="xs:string" minOccurs="0"/>
        </xs:sequence></xs:complexType></xs:element>
        <xs:element name="Remarks"><xs:complexType><xs:sequence>
          <xs:element name="Note" type="xs:string" minOccurs="0"/><xs:element name="Colour" type="xs:string" minOccurs="0"/>
        </xs:sequence></xs:complexType></xs:element>
        <xs:element name="Tags"><xs:complexType><xs:sequence>
          <xs:element name="Tag" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
        </xs:sequence></xs:complexType></xs:element>
        """;

    private const string Resource = """
        parts.book:
            call: Book
            in:
              BillTo/Street: body.billTo.street
              BillTo/City: body.billTo.city
              BillTo/Country: body.billTo.country
              Remarks/Note: body.note
              Remarks/Colour: body.colour
              Tags/Tag: { each: body.tags }
              Item: { each: body.lines, No: sku, Qty: quantity, Ship/Zip: ship.zip, Ship/Country: ship.country }
            out: { id: BookingNo }
            status: 201
        """;

    private const string Lines = "\"lines\":[{\"sku\":\"1\",\"quantity\":2.0,\"ship\":{\"zip\":\"1\"}}]";
    private SoapStub _stub = null!;
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>7</BookingNo></BookResponse>");
        _hub = await RunningAdapters.StartAsync(
            Bundle(), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Theory]
    [InlineData("{\"tags\":[]," + Lines + "}", "billTo.street: is required", "billTo.city: is required")]
    [InlineData("{\"tags\":[],\"billTo\":{}," + Lines + "}", "billTo.street: is required", "billTo.city: is required")]
    [InlineData("{\"tags\":[],\"billTo\":{\"country\":\"DE\",\"city\":\"x\"}," + Lines + "}", "billTo.street: is required")]
    [InlineData("{\"billTo\":{\"street\":\"x\",\"city\":\"y\"}," + Lines + "}", "tags: is required")]
    [InlineData(
        "{\"tags\":[],\"billTo\":{\"street\":\"x\",\"city\":\"y\"},\"lines\":[{\"sku\":\"1\",\"quantity\":1}]}",
        "lines[0].ship.zip: is required")]
    [InlineData(
        "{\"tags\":[],\"billTo\":{\"street\":\"x\",\"city\":\"y\"},\"lines\":[7,{}]}",
        "lines[0]: must be an object", "lines[1].sku: is required", "lines[1].quantity: is required",
        "lines[1].ship.zip: is required")]
    public async Task What_a_missing_group_needs_is_named(string json, params string[] errors)
    {
        using var response = await PostAsync(json);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        JsonNode.Parse(text)!["errors"]!.AsArray().Select(e => $"{e!["path"]}: {e["detail"]}")
            .ShouldBe(errors, ignoreOrder: true);
        _stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_group_that_needs_nothing_is_sent_empty_and_an_integer_may_be_written_with_a_fraction_of_zero()
    {
        using var response = await PostAsync("{\"tags\":[],\"billTo\":{\"street\":\"x\",\"city\":\"y\"}," + Lines + "}");
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        var sent = _stub.Requests.Single().Envelope;
        sent.ShouldContain("<Remarks");
        sent.ShouldContain("<Qty>2</Qty>");
    }

    [Fact]
    public void The_published_contract_requires_what_the_server_requires()
    {
        var plan = new PlanLoader([]).Load(
            Bundle(), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = "http://127.0.0.1:9" }), new PlanErrors());
        var contract = new PublicContract();
        new SystemContracts().Describe(plan!, contract);
        var body = contract.Find("parts.book")!.Body!;
        body["required"]!.AsArray().Select(r => r!.ToString()).ShouldBe(["billTo", "tags", "lines"], ignoreOrder: true);
        body["properties"]!["billTo"]!["required"]!.AsArray().Select(r => r!.ToString())
            .ShouldBe(["street", "city"], ignoreOrder: true);
    }

    private static PlanBundle Bundle()
    {
        const string Ref = """<xs:element name="Ref" type="xs:string" minOccurs="0"/>""";
        const string Qty = """<xs:element name="Qty" type="xs:int"/>""";
        const string Ship = """
            <xs:element name="Ship"><xs:complexType><xs:sequence>
              <xs:element name="Zip" type="xs:string"/><xs:element name="Country" type="xs:string" minOccurs="0"/>
            </xs:sequence></xs:complexType></xs:element>
            """;
        var start = Parts.System.IndexOf("parts.book:", StringComparison.Ordinal);
        var schema = Parts.Schema.Replace(Ref, Groups, StringComparison.Ordinal)
            .Replace(Qty, Qty + Ship, StringComparison.Ordinal);
        return new PlanBundle(Parts.Bundle(Parts.System[..start] + Resource).Files.Select(f =>
            f.Key.EndsWith("parts.xsd", StringComparison.Ordinal)
                ? KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(schema))
                : f));
    }

    private Task<HttpResponseMessage> PostAsync(string json) =>
        _hub.Client.PostAsync("/api/bookings", new StringContent(json, Encoding.UTF8, "application/json"));
}
