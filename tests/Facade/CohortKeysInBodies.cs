using System.Text;
using System.Text.Json.Nodes;
using Hub.Facade.Describing;
using Hub.Platform.Describing;
using Hub.Platform.Plan;

namespace Hub.Facade.Tests;

/// <summary>A cohort key in a field that the contract's bodies do not have is told with the plan.</summary>
public sealed class CohortKeysInBodies
{
    private const string Body = """
        { "properties": { "customerId": {}, "buyer": { "properties": { "id": {} } }, "open": { "allOf": [] } } }
        """;

    [Theory]
    [InlineData("customerId", null)]
    [InlineData("buyer.id", null)]
    [InlineData("open.any", null)]
    [InlineData("customerID", "'body customerID': the contract's bodies have no such field; did you mean 'customerId'?")]
    [InlineData("buyer.no", "'body buyer.no': the contract's bodies have no such field")]
    public void A_field_that_no_body_has_is_told_where_it_stands(string field, string? note)
    {
        var contract = new PublicContract();
        contract.Add("orders.place", new RequestContract { Body = JsonNode.Parse(Body)!.AsObject() });
        var notes = Notes(field, contract);
        if (note is null)
            notes.ShouldBeEmpty();
        else
            notes.ShouldHaveSingleItem().ShouldBe(
                $"capabilities/orders.yaml(3): no request of orders carries its cohort key in {note}");
    }

    [Fact]
    public void Of_a_body_that_nobody_knows_anything_of_nothing_is_told() =>
        Notes("anything", new PublicContract()).ShouldBeEmpty();

    private static List<string> Notes(string field, PublicContract contract)
    {
        var errors = new PlanErrors();
        var plan = new PlanLoader([]).Load(
            new PlanBundle(new Dictionary<string, byte[]>
            {
                ["capabilities/orders.yaml"] = Encoding.UTF8.GetBytes($$"""
                    capability: orders
                    owner: order-team
                    cohort: { key: customerId, from: [body {{field}}], seed: customer }
                    sides: { legacy: "http://127.0.0.1:9" }
                    routes: { orders.place: POST /api/orders, orders.get: "GET /api/orders/{id}" }
                    """),
            }),
            new PlanReferences(),
            errors);
        errors.ShouldBeEmpty();
        CohortFields.Note(plan!, contract, errors);
        return [.. errors.Notes.Select(n => n.ToString())];
    }
}
