using System.Text;
using System.Text.Json.Nodes;
using Hub.Facade.Describing;
using Hub.Platform.Describing;
using Hub.Platform.Plan;

namespace Hub.Facade.Tests;

/// <summary>A rule of comparing whose path no answer of the contract has is told, with what was probably meant.</summary>
public sealed class NotesOfComparedFields
{
    private const string Order = """
        { "type": "object", "properties": {
            "id": { "type": "string" }, "extra": { "type": "object" },
            "lines": { "type": "array", "items": { "$ref": "#/components/schemas/Line" } } } }
        """;

    private const string Line = """
        { "type": "object", "properties": { "unitPrice": { "type": "number" },
          "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Line" } } } }
        """;

    [Theory]
    [InlineData("lines[].unitPrise", "rule 'a' passes nothing over where both sides keep to the contract: "
        + "no answer of orders.get has 'lines[].unitPrise'; did you mean 'unitPrice'?")]
    [InlineData("lines.unitPrice", "no answer of orders.get has 'lines.unitPrice'")]
    [InlineData("id[]", "it is not a list there")]
    [InlineData("lines[].unitPrice", null)]
    [InlineData("lines", null)]
    [InlineData("lines[].parts[].unitPrice", null)]
    [InlineData("extra.anything[].at.all", null)]
    [InlineData("header ETag", null)]
    public void It_stands_with_its_place(string path, string? expected)
    {
        var notes = Notes(path, isKnown: true);
        if (expected is null)
            notes.ShouldBeEmpty();
        else
            notes.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                n => n.ShouldStartWith("capabilities/orders.yaml(5): "), n => n.ShouldContain(expected));
    }

    [Fact]
    public void Nothing_is_told_of_routes_that_nobody_knows_the_answers_of() => Notes("whatever", isKnown: false).ShouldBeEmpty();

    private static List<string> Notes(string path, bool isKnown)
    {
        var errors = new PlanErrors();
        var plan = new PlanLoader([]).Load(
            new PlanBundle([KeyValuePair.Create("capabilities/orders.yaml", Encoding.UTF8.GetBytes($$"""
                capability: orders
                owner: order-team
                sides: { legacy: "http://old", new: "http://new" }
                compare: [
                  { name: a, kind: ignore, path: "{{path}}", owner: ann, reason: said, until: 2999-01-01 }]
                routes:
                  orders.get: GET /api/orders/{id}
                """))]),
            new PlanReferences(), errors).ShouldNotBeNull();
        var contract = new PublicContract();
        contract.Schemas["Line"] = JsonNode.Parse(Line);
        if (isKnown)
            contract.Add("orders.get", new RequestContract
            {
                Answers = [new(200, "It is there.", JsonNode.Parse(Order)!.AsObject()), new(404, "It is not.")],
            });
        ComparedFields.Note(plan, contract, errors);
        return [.. errors.Notes.Select(n => n.ToString())];
    }
}
