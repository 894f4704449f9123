using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Surface;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Describing;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>
/// Entries of lists that need one of several elements: the published contract says so as the server does, in its own names.
/// </summary>
public sealed class ChoicesWithinLists : WrappedParts
{
    private const string Qty = """<xs:element name="Qty" type="xs:int"/>""";

    private const string Choices = """
        <xs:element name="Ship"><xs:complexType><xs:sequence><xs:element name="Note" type="xs:string" minOccurs="0"/>
          <xs:choice><xs:element name="Mail" type="xs:string"/><xs:element name="Phone" type="xs:string"/></xs:choice>
        </xs:sequence></xs:complexType></xs:element>
        <xs:element name="Payer"><xs:complexType><xs:choice>
          <xs:element name="Iban" type="xs:string"/><xs:element name="Card" type="xs:string"/></xs:choice>
        </xs:complexType></xs:element>
        <xs:choice><xs:element name="Box" type="xs:string"/><xs:element name="Pallet" type="xs:string"/></xs:choice>
        <xs:choice minOccurs="0"><xs:element name="Free" type="xs:string"/><xs:element name="Paid" type="xs:string"/></xs:choice>
        """;

    private const string Resource = """
        parts.book:
            call: Book
            in:
              Item:
                each: body.lines
                No: sku
                Qty: quantity
                Ship/Mail: ship.mail
                Ship/Phone: ship.phone
                Ship/Note: ship.note
                Payer/Iban: iban
                Box: box
                Pallet: pallet
            out: { id: BookingNo }
            status: 201
        """;

    [Theory]
    [InlineData("""{ "ship": {"mail": "m"}, "iban": "i", "box": "b" }""")]
    [InlineData("""{ "iban": "i", "box": "b" }""", "lines[0].ship: needs one of mail, phone")]
    [InlineData("""{ "ship": {"note": "n"}, "iban": "i", "box": "b" }""", "lines[0].ship: needs one of mail, phone")]
    [InlineData("""{ "ship": {"mail": "m"}, "box": "b" }""", "lines[0].iban: is required")]
    [InlineData("""{ "ship": {"mail": "m"}, "iban": "i" }""", "lines[0]: needs one of box, pallet")]
    [InlineData(
        """{ "ship": {"mail": "m"}, "iban": "i", "box": "b", "pallet": "p" }""",
        "lines[0].box: cannot be given together with pallet", "lines[0].pallet: cannot be given together with box")]
    public async Task What_an_entry_needs_is_told_by_the_names_of_the_contract(string line, params string[] errors)
    {
        Stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>7</BookingNo></BookResponse>");
        await using var adapters = await StartAsync(Bundle());
        var entry = JsonNode.Parse(line)!.AsObject();
        (entry["sku"], entry["quantity"]) = ("1", 2);
        using var content = new StringContent($$"""{"lines": [{{entry.ToJsonString()}}]}""", Encoding.UTF8, "application/json");
        using var answer = await adapters.Client.PostAsync("/api/bookings", content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(errors.Length == 0 ? HttpStatusCode.Created : HttpStatusCode.BadRequest, text);
        if (errors.Length > 0)
            JsonNode.Parse(text)!["errors"]!.AsArray().Select(e => $"{e!["path"]}: {e["detail"]}")
                .ShouldBe(errors, ignoreOrder: true);
    }

    [Fact]
    public void The_published_contract_requires_the_same_of_each_entry()
    {
        var plan = new PlanLoader([]).Load(
            Bundle(), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = "http://127.0.0.1:9" }), new PlanErrors());
        var contract = new PublicContract();
        new SystemContracts().Describe(plan!, contract);
        var entry = contract.Find("parts.book")!.Body!["properties"]!["lines"]!["items"]!;
        entry["required"]!.AsArray().Select(r => r!.ToString()).ShouldBe(["sku", "quantity", "ship", "iban"], ignoreOrder: true);
        entry["anyOf"]!.ToJsonString().ShouldBe("""[{"required":["box"]},{"required":["pallet"]}]""");
        entry["properties"]!["ship"]!["anyOf"]!.ToJsonString().ShouldBe("""[{"required":["mail"]},{"required":["phone"]}]""");
    }

    private static PlanBundle Bundle()
    {
        var start = Parts.System.IndexOf("parts.book:", StringComparison.Ordinal);
        var schema = Parts.Schema.Replace(Qty, Qty + Choices, StringComparison.Ordinal);
        return new PlanBundle(Parts.Bundle(Parts.System[..start] + Resource).Files.Select(f =>
            f.Key.EndsWith("parts.xsd", StringComparison.Ordinal)
                ? KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(schema))
                : f));
    }
}
