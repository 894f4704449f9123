namespace Hub.Platform.Tests.Plan;

public sealed class ParentsOfLinks
{
    [Fact]
    public void A_link_says_whose_records_its_own_name_and_where()
    {
        var (plan, errors) = PlanFiles.Load(
            Linked("orders", "{ products: \"lines[].sku\", customers: customer.id }"), Linked("products"), Linked("customers"));
        errors.ShouldBeEmpty();
        plan!.Capabilities.Single(c => c.Name == "orders").Link!.After.Select(p => (p.Entity, p.Path))
            .ShouldBe([("products", "lines[].sku"), ("customers", "customer.id")]);
    }

    [Fact]
    public void A_parent_is_an_entity_with_a_link() => Faults(
            Linked("orders", "{ prodcuts: sku, stock: sku, weather: sky }"),
            Linked("products"),
            ("capabilities/stock.yaml", Capability("stock")))
        .ShouldBe([
            "capabilities/orders.yaml(5): no capability 'prodcuts' has a link; did you mean 'products'?",
            "capabilities/orders.yaml(5): orders cannot come after stock, which has no link; "
                + "give it one, or take it out of 'after'",
            "capabilities/orders.yaml(5): no capability 'weather' has a link",
        ]);

    [Fact]
    public void Links_that_wait_for_each_other_are_reported_once() => Faults(
            Linked("orders", "{ customers: customerId }"),
            Linked("customers", "{ contracts: contractId }"),
            Linked("contracts", "{ orders: orderId }"),
            Linked("products", "{ orders: firstOrder }"))
        .ShouldHaveSingleItem().ShouldContain("they would wait for each other for ever; take one of them out of 'after'");

    [Fact]
    public void A_link_cannot_come_after_itself() =>
        Faults(Linked("orders", "{ orders: previousId }"))
            .ShouldBe(["capabilities/orders.yaml(5): orders cannot come after itself; take it out of 'after'"]);

    [Theory]
    [InlineData(
        "[customers]",
        "'after' names each parent and the field that holds its key, as in { customers: customerId, products: \"lines[].sku\" }")]
    [InlineData(
        "{ customers: }", "where the keys of customers stand is a path of fields with [] after a list, as in \"lines[].sku\"")]
    [InlineData(
        "{ customers: \"a..b\" }",
        "where the keys of customers stand is a path of fields with [] after a list, as in \"lines[].sku\"")]
    [InlineData(
        "{ customers: \"lines[0].sku\" }",
        "where the keys of customers stand is a path of fields with [] after a list, as in \"lines[].sku\"")]
    public void What_cannot_be_read_is_said(string after, string fault) =>
        Faults(Linked("orders", after), Linked("customers")).ShouldBe([$"capabilities/orders.yaml(5): {fault}"]);

    private static IEnumerable<string> Faults(params (string Path, string Text)[] files) =>
        PlanFiles.Load(files).Errors.Select(e => e.ToString());

    private static (string Path, string Text) Linked(string entity, string? after = null)
    {
        var parents = after is null ? "" : $", after: {after}";
        return (
            $"capabilities/{entity}.yaml",
            $"{Capability(entity)}\nlink: {{ legacy: adapter:erp, new: service:{entity}{parents} }}");
    }

    private static string Capability(string name) => $$"""
        capability: {{name}}
        owner: team
        sides: { legacy: adapter:erp }
        routes: { {{name}}.all: GET /api/{{name}} }
        """;
}
