using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Hub.Adapters.Mapping;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Mapping;

public sealed class ThereAndBack
{
    private const string Mapping = """
        at: Part
        id: { from: No, pad: 4, prefix: "T-" }
        count: Count
        sold: { from: Sold, flag: { true: "true", false: "false" } }
        text: { from: Note, codes: { new: N, old: O } }
        price: { amount: Price/$value, currency: Price/@currency }
        tags: { each: Tag }
        parts: { each: Inner, no: No, on: { from: Note, date: yyyyMMdd }, weight: { from: Picture, number: true } }
        """;

    [Fact]
    public void A_contract_document_written_and_read_again_is_the_same()
    {
        var mapping = Read(Mapping);
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var contract = Contract(new Random(seed));
            var errors = new List<DocumentError>();
            var back = mapping.ToContract(mapping.ToLegacy(contract, errors), errors);
            errors.ShouldBeEmpty();
            back!.ToJsonString().ShouldBe(contract.ToJsonString());
        }).Check(Config.QuickThrowOnFailure);
    }

    [Theory]
    [InlineData("""{"text": "odd"}""", "text: 'odd' is not one of new, old")]
    [InlineData("""{"id": "X-1"}""", "id: 'X-1' does not begin with 'T-'")]
    [InlineData("""{"id": "T-12345"}""", "id: '12345' is longer than 4 characters")]
    [InlineData("""{"parts": [{}, {"on": "2026-02-30"}]}""", "parts[1].on: '2026-02-30' is not a date as yyyy-MM-dd")]
    [InlineData("""{"parts": 1}""", "parts: must be an array")]
    public void What_has_no_legacy_form_is_told_by_its_place(string contract, string error)
    {
        var errors = new List<DocumentError>();
        Read(Mapping).ToLegacy(JsonNode.Parse(contract), errors);
        errors.ShouldHaveSingleItem().ToString().ShouldBe(error);
    }

    [Fact]
    public void A_code_nobody_foresaw_is_told_by_field_and_value()
    {
        var errors = new List<DocumentError>();
        Read(Mapping).ToContract(JsonNode.Parse("""{"Part": {"Note": "Q"}}"""), errors);
        errors.ShouldHaveSingleItem().ToString().ShouldBe("text: 'Q' is not one of N, O");
    }

    private static JsonObject Contract(Random random) => new()
    {
        ["id"] = $"T-{random.Next(10_000)}",
        ["count"] = JsonNode.Parse(random.Next().ToString(CultureInfo.InvariantCulture)),
        ["sold"] = random.Next(2) == 0,
        ["text"] = random.Next(2) == 0 ? "new" : "old",
        ["price"] = new JsonObject { ["amount"] = JsonNode.Parse("12.50"), ["currency"] = "EUR" },
        ["tags"] = new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(i => JsonValue.Create($"t{i}"))]),
        ["parts"] = new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(i => new JsonObject
        {
            ["no"] = $"{i}",
            ["on"] = new DateOnly(2000, 1, 1).AddDays(random.Next(20_000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["weight"] = JsonNode.Parse("0.050"),
        })]),
    };

    private static MappingTable Read(string yaml)
    {
        var (table, findings) = Mappings.Read(yaml);
        findings.Errors.Select(e => e.ToString()).ShouldBeEmpty();
        return table;
    }
}
