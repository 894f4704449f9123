using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Surface;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Describing;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>
/// Elements that a system requires, may be nil, have types derived from theirs, need one of several elements or stand in an
/// optional one: what is missing of them is named by fields that are really required.
/// </summary>
public sealed class GroupsOfOtherKinds : IAsyncLifetime
{
    private const string Ref = """<xs:element name="Ref" type="xs:string" minOccurs="0"/>""";
    private const string Book = """<xs:element name="Book"><xs:complexType><xs:sequence>""";

    private const string Types = """
        <xs:complexType name="Party"><xs:sequence>
          <xs:element name="Name" type="xs:string"/><xs:element name="Note" type="xs:string" minOccurs="0"/>
        </xs:sequence></xs:complexType>
        <xs:complexType name="Company"><xs:complexContent><xs:extension base="Party"><xs:sequence>
          <xs:element name="Vat" type="xs:string" minOccurs="0"/></xs:sequence></xs:extension>
        </xs:complexContent></xs:complexType>
        """;

    private const string Groups = """
        <xs:element name="Seller" type="Party"/>
        <xs:element name="Deliver" nillable="true"><xs:complexType><xs:sequence>
          <xs:element name="Street" type="xs:string"/><xs:element name="City" type="xs:string"/>
          <xs:element name="Floor" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
        <xs:element name="Contact"><xs:complexType><xs:sequence>
          <xs:choice><xs:element name="Mail" type="xs:string"/><xs:element name="Phone" type="xs:string"/></xs:choice>
          <xs:element name="Fax" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
        <xs:element name="Pay" minOccurs="0"><xs:complexType><xs:sequence>
          <xs:element name="Bank" type="xs:string" minOccurs="0"/>
          <xs:element name="Card" nillable="true"><xs:complexType><xs:sequence>
            <xs:element name="No" type="xs:string"/><xs:element name="Holder" type="xs:string"/>
            <xs:element name="Cvc" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
          </xs:sequence></xs:complexType></xs:element>
        """;

    private const string Resource = """
        parts.book:
            call: Book
            in:
              Seller/Name: body.seller.name
              Seller/Note: body.seller.note
              Deliver/Street: body.deliver.street
              Deliver/City: body.deliver.city
              Deliver/Floor: body.deliver.floor
              Contact/Mail: body.contact.mail
              Contact/Phone: body.contact.phone
              Contact/Fax: body.contact.fax
              Pay/Bank: body.pay.bank
              Pay/Card/No: body.pay.card
              Pay/Card/Holder: body.pay.holder
              Pay/Card/Cvc: body.pay.cvc
              Item: { each: body.lines, No: sku, Qty: quantity }
            out: { id: BookingNo }
            status: 201
        """;

    private const string Lines = "\"lines\": [{\"sku\": \"1\", \"quantity\": 2}]";
    private const string Whole =
        """ "seller": {"name": "n"}, "deliver": {"street": "s", "city": "c"}, "contact": {"mail": "m"}, """ + Lines;

    private SoapStub _stub = null!;
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>7</BookingNo></BookResponse>");
        _hub = await RunningAdapters.StartAsync(Bundle(), References(_stub.Address));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Theory]
    [InlineData(
        Lines, "seller.name: is required", "deliver.street: is required", "deliver.city: is required",
        "contact: needs one of mail, phone")]
    [InlineData(
        """ "seller": null, "deliver": null, "contact": null, "pay": null, """ + Lines, "seller.name: is required",
        "deliver.street: is required", "deliver.city: is required", "contact: needs one of mail, phone")]
    [InlineData(
        """ "seller": {"note": "x"}, "deliver": {"floor": "1"}, "contact": {"fax": "1"}, """ + Lines, "seller.name: is required",
        "deliver.street: is required", "deliver.city: is required", "contact: needs one of mail, phone")]
    [InlineData(""" "pay": {"bank": "b"}, """ + Whole, "pay.card: is required", "pay.holder: is required")]
    [InlineData(""" "pay": {"bank": "b", "cvc": "1"}, """ + Whole, "pay.card: is required", "pay.holder: is required")]
    [InlineData(""" "pay": {"card": null, "cvc": "1"}, """ + Whole, "pay.card: is required", "pay.holder: is required")]
    public async Task What_is_missing_is_named_by_what_is_required(string json, params string[] errors)
    {
        var (status, text) = await PostAsync(json);
        status.ShouldBe(HttpStatusCode.BadRequest, text);
        JsonNode.Parse(text)!["errors"]!.AsArray().Select(e => $"{e!["path"]}: {e["detail"]}")
            .ShouldBe(errors, ignoreOrder: true);
        _stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_has_all_of_it_is_sent()
    {
        var (status, text) = await PostAsync(Whole);
        status.ShouldBe(HttpStatusCode.Created, text);
    }

    [Fact]
    public void The_published_contract_requires_the_same()
    {
        var plan = new PlanLoader([]).Load(Bundle(), References("http://127.0.0.1:9"), new PlanErrors());
        var contract = new PublicContract();
        new SystemContracts().Describe(plan!, contract);
        var body = contract.Find("parts.book")!.Body!;
        body["required"]!.AsArray().Select(r => r!.ToString())
            .ShouldBe(["seller", "deliver", "contact", "lines"], ignoreOrder: true);
        body["properties"]!["deliver"]!["required"]!.AsArray().Select(r => r!.ToString())
            .ShouldBe(["street", "city"], ignoreOrder: true);
        body["properties"]!["contact"]!["required"].ShouldBeNull();
        body["properties"]!["contact"]!["anyOf"]!.ToJsonString().ShouldBe("""[{"required":["mail"]},{"required":["phone"]}]""");
    }

    private static PlanReferences References(string address) => new(new Dictionary<string, string> { ["PARTS"] = address });

    private static PlanBundle Bundle()
    {
        var start = Parts.System.IndexOf("parts.book:", StringComparison.Ordinal);
        var schema = Parts.Schema.Replace(Ref, Groups, StringComparison.Ordinal)
            .Replace(Book, Types + Book, StringComparison.Ordinal);
        return new PlanBundle(Parts.Bundle(Parts.System[..start] + Resource).Files.Select(f =>
            f.Key.EndsWith("parts.xsd", StringComparison.Ordinal)
                ? KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(schema))
                : f));
    }

    private async Task<(HttpStatusCode Status, string Text)> PostAsync(string members)
    {
        using var content = new StringContent($"{{{members}}}", Encoding.UTF8, "application/json");
        using var answer = await _hub.Client.PostAsync("/api/bookings", content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
