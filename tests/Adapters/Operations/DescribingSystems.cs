using System.Text.Json.Nodes;
using Hub.Adapters.Surface;
using Hub.Adapters.Tests.Sql;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Describing;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Operations;

/// <summary>Types and mappings in JSON Schema.</summary>
public sealed class DescribingSystems
{
    private static readonly PublicContract PartsContract = Describe(Parts.Bundle(), "PARTS", "http://127.0.0.1:9");
    private static readonly PublicContract LedgerContract = Describe(
        Ledger.Bundle(Ledger.System("sqlite")), "FINANCE", "Data Source=/nowhere.db");

    [Fact]
    public void A_type_that_holds_itself_refers_to_itself()
    {
        var part = Schema(PartsContract, "parts.Part");
        part["properties"]!["Inner"]!.ToJsonString()
            .ShouldBe("""{"type":"array","items":{"anyOf":[{"$ref":"#/components/schemas/parts.Part"},{"type":"null"}]}}""");
        part["required"]!.ToJsonString().ShouldBe("""["No","Count","Sold"]""");
    }

    [Theory]
    [InlineData("@rev", """{"type":["integer","null"],"format":"int32","minimum":-2147483648,"maximum":2147483647}""")]
    [InlineData("No", """{"type":["string","null"],"maxLength":4}""")]
    [InlineData("Count", """{"type":["integer","null"]}""")]
    [InlineData("At", """{"type":["string","null"],"format":"date-time"}""")]
    [InlineData("Picture", """{"type":["string","null"],"format":"byte"}""")]
    [InlineData("Note", """{"type":["string","null"]}""")]
    [InlineData(
        "Factor",
        """{"anyOf":[{"anyOf":[{"type":"number","format":"double"},{"enum":["NaN","INF","-INF"]}]},{"type":"null"}]}""")]
    [InlineData("Tag", """{"type":"array","items":{"type":["string","null"]}}""")]
    public void A_simple_type_is_told_with_its_facets(string property, string schema) =>
        Schema(PartsContract, "parts.Part")["properties"]![property]!.ToJsonString().ShouldBe(schema);

    [Fact]
    public void Text_beside_attributes_is_a_value() =>
        Schema(PartsContract, "parts.Money").ToJsonString().ShouldBe(
            """{"type":"object","properties":{"@currency":{"type":["string","null"]},"$value":{"type":["number","null"]}}"""
            + ""","required":["@currency"]}""");

    [Fact]
    public void Types_that_stand_for_an_abstract_one_name_themselves()
    {
        var owner = Schema(PartsContract, "parts.Owner")["anyOf"]!.AsArray();
        owner.Select(o => o!["properties"]!["@type"]!["const"]!.ToString()).ShouldBe(["Firm", "Person"]);
        owner[1]!["required"]!.ToJsonString().ShouldBe("""["@type","Name","Age"]""");
    }

    [Fact]
    public void Where_order_carries_meaning_the_content_is_a_list()
    {
        var log = Schema(PartsContract, "parts.GetPartAnswer.Part.Log")["properties"]!["$content"]!;
        log["items"]!["anyOf"]!.AsArray().Select(i => i!["required"]![0]!.ToString()).ShouldBe(["In", "Out"]);
    }

    [Fact]
    public void A_choice_is_told_in_words_and_by_the_schema_where_one_is_needed()
    {
        var part = Schema(PartsContract, "parts.Part");
        part["description"]!.ToString().ShouldContain("At most one of Left | Right with More.");
        // Of an answer the hub passes on several as well.
        part.AsObject().ContainsKey("oneOf").ShouldBeFalse();
        part.AsObject().ContainsKey("anyOf").ShouldBeFalse();
    }

    [Fact]
    public void A_resource_is_told_in_the_contracts_terms()
    {
        var get = PartsContract.Find("parts.get")!;
        var id = get.Parameters.Single();
        (id.In, id.Name, id.Required).ShouldBe(("path", "id", true));
        get.Body.ShouldBeNull();
        get.Answers.Select(a => a.Status).ShouldBe([200, 404]);
        get.Answers[0].Schema!.ToJsonString().ShouldBe(
            """{"type":"object","properties":{"id":{"type":["string","null"],"pattern":"^T-"}"""
            + ""","count":{"type":["integer","null"]},"tags":{"type":"array","items":{"type":["string","null"]}}"""
            + ""","weight":{"type":["number","null"]}}"""
            + ""","required":["id","count"]}""");

        PartsContract.Find("parts.book")!.Body!.ToJsonString().ShouldBe(
            """{"type":"object","properties":{"lines":{"type":"array","items":{"type":"object","properties":"""
            + """{"sku":{"type":"string","pattern":"^T-"},"quantity":"""
            + """{"type":"integer","format":"int32","minimum":-2147483648,"maximum":2147483647}}"""
            + ""","required":["sku","quantity"]},"minItems":1}},"required":["lines"]}""");
    }

    [Fact]
    public void A_statements_columns_are_left_out_where_they_are_NULL_and_so_no_answer_is_bound_to_have_them()
    {
        LedgerContract.Find("invoices.get")!.Answers[0].Schema!.ToJsonString().ShouldNotContain("\"required\"");
        LedgerContract.Schemas.Select(s => s.Key).ShouldContain("finance.list-invoicesAnswer.rows");
        Schema(LedgerContract, "finance.list-invoicesAnswer.rows").AsObject().ContainsKey("required").ShouldBeFalse();
    }

    [Fact]
    public void The_contracts_own_limits_are_those_of_requests_and_no_answers()
    {
        var system = Parts.System
            .Replace("count: Count", "count: { from: Count, min: 1, max: 9 }", StringComparison.Ordinal)
            .Replace("Qty: quantity", "Qty: { from: quantity, min: 1 }", StringComparison.Ordinal);
        var contract = Describe(Parts.Bundle(system), "PARTS", "http://127.0.0.1:9");
        contract.Find("parts.get")!.Answers[0].Schema!["properties"]!["count"]!.ToJsonString()
            .ShouldBe("""{"type":["integer","null"]}""");
        contract.Find("parts.book")!.Body!["properties"]!["lines"]!["items"]!["properties"]!["quantity"]!["minimum"]!
            .GetValue<decimal>().ShouldBe(1);
    }

    [Fact]
    public void A_page_says_where_the_next_one_begins_and_a_default_from_outside_of_the_plan_is_nobodys_to_read()
    {
        var system = Parts.System
            .Replace("out: { at: Part, id", "page: { of: tags, key: no }\n    out: { at: Part, id", StringComparison.Ordinal)
            .Replace("Ref: request.id", "Ref: { from: header.X-Key, default: \"${env:PARTS}\" }", StringComparison.Ordinal);
        var contract = Describe(Parts.Bundle(system), "PARTS", "http://s3cret");
        contract.Find("parts.get")!.Answers[0].Schema!["properties"]!["next"]!["type"]!.ToString().ShouldBe("string");
        contract.Find("parts.book")!.Parameters.Single().Schema.ToJsonString().ShouldBe("""{"type":"string"}""");
    }

    [Fact]
    public void What_is_taken_as_it_is_does_not_ask_in_the_body_for_what_the_path_gives()
    {
        var contract = Describe(Parts.Bundle("""
            system: parts
            soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}" }
            resources:
              parts.get: { call: GetPart, in: { No: path.id }, out: { at: Part, same: true, id: No } }
              parts.book: { call: Book, in: { same: body, Ref: { const: hub } } }
            """), "PARTS", "http://127.0.0.1:9");

        contract.Find("parts.book")!.Body!["properties"]!.AsObject().Select(p => p.Key).ShouldBe(["Item"]);
        var answer = contract.Find("parts.get")!.Answers[0].Schema!["allOf"]!;
        answer[0]!["properties"]!.AsObject().Select(p => p.Key).ShouldNotContain("No");
        answer[0]!["required"]!.ToJsonString().ShouldBe("""["Count","Sold"]""");
    }

    [Fact]
    public void A_statements_columns_are_told_as_the_plan_declares_them()
    {
        var operation = LedgerContract.Operations.Single(o => o.Name == "list-invoices");
        operation.Writes.ShouldBeFalse();
        Schema(LedgerContract, "finance.list-invoices")["required"]!.ToJsonString().ShouldBe("""["after","limit"]""");
        Schema(LedgerContract, "finance.list-invoicesAnswer.rows")["properties"]!["FIREM"]!.ToJsonString()
            .ShouldBe("""{"type":["string","null"]}""");
        LedgerContract.Find("invoices.get")!.Answers[0].Schema!["properties"]!["date"]!.ToJsonString()
            .ShouldBe("""{"type":["string","null"],"format":"date"}""");
    }

    private static JsonNode Schema(PublicContract contract, string name) => contract.Schemas[name]
        ?? throw new ShouldAssertException(
        $"There is no schema {name} among {string.Join(", ", contract.Schemas.Select(s => s.Key))}.");

    private static PublicContract Describe(PlanBundle bundle, string variable, string value)
    {
        var errors = new PlanErrors();
        var plan = new PlanLoader([]).Load(
            bundle, new PlanReferences(new Dictionary<string, string> { [variable] = value }), errors);
        errors.Select(e => e.ToString()).ShouldBeEmpty();
        var contract = new PublicContract();
        new SystemContracts().Describe(plan!, contract);
        return contract;
    }
}
