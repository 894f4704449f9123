using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Surface;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Json.Schema;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>
/// Documents of a system's own form (<c>same: body</c>, operations) whose schema has choices: the published schema takes and
/// refuses the same documents as the server.
/// </summary>
public sealed class ChoicesTakenAsTheyAre : WrappedParts
{
    private const string Qty = """<xs:element name="Qty" type="xs:int"/>""";

    private const string Choices = """
        <xs:choice><xs:element name="Mail" type="xs:string"/><xs:element name="Phone" type="xs:string"/></xs:choice>
        <xs:choice><xs:element name="Box" type="xs:string"/>
          <xs:sequence><xs:element name="Pallet" type="xs:string"/><xs:element name="Layers" type="xs:int" minOccurs="0"/>
            <xs:choice><xs:element name="Wood" type="xs:string"/><xs:element name="Plastic" type="xs:string"/></xs:choice>
          </xs:sequence></xs:choice>
        <xs:choice minOccurs="0"><xs:element name="Free" type="xs:string"/>
          <xs:sequence><xs:element name="Price" type="xs:int"/><xs:element name="Tax" type="xs:int" minOccurs="0"/></xs:sequence>
        </xs:choice>
        """;

    private const string Resource = """
        parts.book:
            call: Book
            in: { same: body }
            out: { same: true }
            status: 201
        """;

    [Theory]
    [InlineData("""{ "Mail": "m", "Box": "b" }""", true)]
    [InlineData("""{ "Phone": "p", "Pallet": "p", "Wood": "w" }""", true)]
    [InlineData("""{ "Phone": "p", "Pallet": "p", "Layers": 3, "Plastic": "w", "Free": "f" }""", true)]
    [InlineData("""{ "Mail": "m", "Box": "b", "Price": 3, "Tax": 1 }""", true)]
    [InlineData("""{ "Box": "b" }""", false)]
    [InlineData("""{ "Mail": "m" }""", false)]
    [InlineData("""{ "Mail": "m", "Phone": "p", "Box": "b" }""", false)]
    [InlineData("""{ "Mail": "m", "Pallet": "p" }""", false)]
    [InlineData("""{ "Mail": "m", "Pallet": "p", "Wood": "w", "Plastic": "x" }""", false)]
    [InlineData("""{ "Mail": "m", "Box": "b", "Pallet": "p", "Wood": "w" }""", false)]
    [InlineData("""{ "Mail": "m", "Box": "b", "Free": "f", "Price": 3 }""", false)]
    [InlineData("""{ "Mail": "m", "Box": "b", "Tax": 1 }""", false)]
    public async Task The_schema_and_the_server_take_the_same_documents(string entry, bool taken)
    {
        Stub.AnswerWithBody("<BookResponse xmlns='urn:parts'><BookingNo>7</BookingNo></BookResponse>");
        await using var adapters = await StartAsync(Bundle());
        var item = JsonNode.Parse(entry)!.AsObject();
        (item["No"], item["Qty"]) = ("17", 2);
        var document = new JsonObject { ["Item"] = new JsonArray(item) }.ToJsonString();
        foreach (var (path, done) in new[]
        {
            ("/api/bookings", HttpStatusCode.Created), ("/systems/parts/operations/book", HttpStatusCode.OK),
        })
        {
            using var content = new StringContent(document, Encoding.UTF8, "application/json");
            using var answer = await adapters.Client.PostAsync(path, content);
            answer.StatusCode.ShouldBe(
                taken ? done : HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync());
        }

        var contract = Describe();
        Takes(contract, contract.Find("parts.book")!.Body!, document).ShouldBe(taken);
        var offered = contract.Operations.Single(o => o.Name.Equals("book", StringComparison.OrdinalIgnoreCase));
        Takes(contract, offered.Request.Body!, document).ShouldBe(taken);
    }

    [Fact]
    public void A_member_that_is_mapped_beside_releases_its_choice_and_no_other()
    {
        var contract = Describe(Resource.Replace(
            "{ same: body }", "{ same: body, Item: { each: body.Item, same: true, Mail: email } }", StringComparison.Ordinal));
        var item = """{ "No": "17", "Qty": 2, "email": "m", "Box": "b" }""";
        Takes(contract, contract.Find("parts.book")!.Body!, $$"""{ "Item": [{{item}}] }""").ShouldBeTrue();
        item = """{ "No": "17", "Qty": 2, "email": "m" }""";
        Takes(contract, contract.Find("parts.book")!.Body!, $$"""{ "Item": [{{item}}] }""").ShouldBeFalse();
    }

    private static bool Takes(PublicContract contract, JsonObject schema, string document)
    {
        var whole = schema.DeepClone().AsObject();
        whole["$defs"] = contract.Schemas.DeepClone();
        return JsonSchema.FromText(whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal))
            .Evaluate(JsonElement.Parse(document)).IsValid;
    }

    private static PublicContract Describe(string resource = Resource)
    {
        var errors = new PlanErrors();
        var plan = new PlanLoader([]).Load(
            Bundle(resource), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = "http://127.0.0.1:9" }), errors);
        errors.Select(e => e.ToString()).ShouldBeEmpty();
        var contract = new PublicContract();
        new SystemContracts().Describe(plan!, contract);
        return contract;
    }

    private static PlanBundle Bundle(string resource = Resource)
    {
        var start = Parts.System.IndexOf("parts.book:", StringComparison.Ordinal);
        var schema = Parts.Schema.Replace(Qty, Qty + Choices, StringComparison.Ordinal);
        return new PlanBundle(Parts.Bundle(Parts.System[..start] + resource).Files.Select(f =>
            f.Key.EndsWith("parts.xsd", StringComparison.Ordinal)
                ? KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(schema))
                : f));
    }
}
