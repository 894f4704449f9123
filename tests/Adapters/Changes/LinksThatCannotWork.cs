using System.Text.Json.Nodes;
using Hub.Adapters.Serving;
using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;
using Hub.Tests.Processes;

namespace Hub.Adapters.Tests.Changes;

/// <summary>Links of the demo's plan, changed so that they cannot do what they are there for: told with file and line.</summary>
public sealed class LinksThatCannotWork
{
    private const string Erp = "systems/erp.yaml";
    private const string Orders = "capabilities/orders.yaml";

    [Theory]
    [InlineData(Erp, "  orders:\n    key: id\n    cohort", "  ordres:\n    key: id\n    cohort",
        "capabilities/orders.yaml(21): the link keeps orders of adapter:erp in step, and systems/erp.yaml describes no entity "
        + "'orders': nothing is read from it or written to it; "
        + "add entities: { orders: { key: id, changes: { … }, create: { … }, "
        + "get: { … }, update: { … } } }; did you mean 'ordres'?")]
    [InlineData(Erp, "    key: id\n    cohort: customerId", "    key: no\n    cohort: customerId",
        "'key: no' of entity 'orders' is not in the record that 'changes' gives")]
    [InlineData(Erp, "    cohort: customerId", "    cohort: customer",
        "'cohort: customer' of entity 'orders' is not in the record that 'changes' gives")]
    [InlineData(Erp, "    find:   { call: FindOrdersByExternalRef", "    #find:   { call: FindOrdersByExternalRef",
        "entity 'orders' has no 'find', which the link at capabilities/orders.yaml(21) needs")]
    [InlineData(Orders, "new: service:orders, after", "new: adapter:crm, after",
        "the link keeps orders of adapter:crm in step, and systems/crm.yaml describes no entity 'orders'")]
    [InlineData(Orders, "products: \"lines[].sku\"", "products: \"lines[].item\"",
        "'lines[].item' is not in the record that adapter:erp gives of orders, so none of its changes waits for its products")]
    [InlineData(Orders, "products: \"lines[].sku\"", "products: lines.sku", "'lines.sku' is not in the record")]
    [InlineData(Orders, "after: { customers: customerId", "after: { customers: customer",
        "'customer' is not in the record that adapter:erp gives of orders")]
    [InlineData(Erp, "id:                { from: OrderNo, prefix: \"O-\" }",
        "id:                { from: OrderNo, prefix: \"O-\", case: lower }",
        "the key of entity 'orders' is read with 'case', which takes letters of either case for one, so two records that differ "
        + "in that alone have one key")]
    [InlineData(Orders, "new: service:orders, after", "new: service:orders, conflict: newer, after",
        "'conflict: newer' compares when both sides changed a record, and entity 'orders' of adapter:erp does not tell it in "
        + "'changes' (modifiedAt: FIELD) and 'update' (current: { …, out: { …, modifiedAt: FIELD } }): "
        + "where a time is missing, the owner's value stands, as by 'conflict: owner'")]
    public void What_an_entity_lacks_for_its_link_is_told(string file, string old, string @new, string note) =>
        Notes(file, text => text.Replace(old, @new, StringComparison.Ordinal)).ShouldContain(n => n.Contains(note));

    [Fact]
    public void Nothing_of_the_demos_plan_is_told() => Notes(Erp, text => text).ShouldBeEmpty();

    [Fact]
    public void A_system_that_cannot_update_records_is_told() =>
        Notes(Erp, text => text[..text.IndexOf("    update:", StringComparison.Ordinal)]).ShouldHaveSingleItem().ShouldContain(
            "entity 'orders' has no 'update', which the link at capabilities/orders.yaml(21) needs: "
            + "a change of a record that it has is refused, and parked");

    [Fact]
    public void The_CRM_tells_when_a_customer_was_changed() =>
        Notes("capabilities/customers.yaml", text => text.Replace(
            "new: service:customers }", "new: service:customers, conflict: newer }", StringComparison.Ordinal))
            .ShouldAllBe(n => !n.Contains("newer"));

    [Fact]
    public void An_entity_that_is_only_read_needs_nothing_to_write_with() =>
        Notes(Orders, text => text.Replace("after: {", "direction: toNew, after: {", StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [InlineData("""{ "properties": { "id": {}, "customerId": {}, "priority": {} }, "required": ["id", "priority"] }""",
        "do not fit from adapter:erp to service:orders: 'priority' is required, and not given; "
        + "see the mapping of its entity in systems/erp.yaml")]
    [InlineData("""{ "properties": { "lines": { "items": { "properties": { "sku": {} }, "additionalProperties": false } } } }""",
        "'lines[].quantity' is given, and not known")]
    [InlineData("""{ "properties": { "status": { "type": "string", "enum": ["new", "released", "shipped"] } } }""",
        "'status' may be 'cancelled', which is not known")]
    [InlineData("""{ "properties": { "reference": { "type": "string", "maxLength": 3 } } }""",
        "'reference' may have 40 characters, and at most 3 are taken")]
    [InlineData("""{ "properties": { "total": { "type": "string" } } }""", "'total' is given as number and taken as string")]
    [InlineData("""{ "properties": { "id": { "type": "string" } } }""",
        "do not fit from service:orders to adapter:erp: 'customerId' is required, and not given")]
    public void Records_that_one_side_gives_and_the_other_does_not_take_are_told(string schema, string note) =>
        Notes(Erp, text => text, new EntityContract("service:orders", "orders", JsonNode.Parse(schema)!.AsObject()))
            .ShouldContain(n => n.StartsWith("capabilities/orders.yaml(21): the records of orders ", StringComparison.Ordinal)
                && n.Contains(note, StringComparison.Ordinal));

    [Fact]
    public void A_link_to_a_service_that_keeps_another_entity_is_told()
    {
        var any = new System.Text.Json.Nodes.JsonObject();
        Notes(
            Orders,
            text => text.Replace("new: service:orders", "new: service:customers", StringComparison.Ordinal),
            new EntityContract("service:customers", "customers", any), new EntityContract("service:orders", "orders", any))
            .ShouldContain(n => n.StartsWith(
                "capabilities/orders.yaml(21): the link keeps orders in step, and service:customers keeps customers: what the "
                + "link brings there is of another contract, and is parked; orders is kept by service:orders",
                StringComparison.Ordinal));
    }

    private static List<string> Notes(string file, Func<string, string> change, params EntityContract[] services)
    {
        var files = new Dictionary<string, byte[]>(PlanFolder.Read(Repository.Plan, null).Files);
        var text = System.Text.Encoding.UTF8.GetString(files[file]);
        files[file] = System.Text.Encoding.UTF8.GetBytes(change(text));
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts(services: services)]).Load(
            new PlanBundle(files), new PlanReferences(Landscape.Nowhere), errors);
        errors.Select(e => e.ToString()).ShouldBeEmpty();
        return [.. errors.Notes.Select(n => n.ToString()).Where(n => n.Contains("link", StringComparison.Ordinal)
            || n.Contains("entity '", StringComparison.Ordinal) || n.Contains("is not in the record", StringComparison.Ordinal)
            || n.Contains("records of", StringComparison.Ordinal))];
    }
}
