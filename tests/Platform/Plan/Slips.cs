using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>
/// What people who write a plan by hand slip on: one fault each, where it is, and nothing that only follows from it.
/// </summary>
public sealed class Slips
{
    [Theory]
    [InlineData("capability: x\nroutes:\n\tx.get: GET /x\n", 3)]
    [InlineData("capability: x\nsides:\n  legacy: a\n\tnew: b\nroutes: {}\n", 4)]
    [InlineData("routes:\n  x.get:\n    match: GET /x\n  \tdryRun: true\n", 4)]
    [InlineData("owner:\ty\nroutes:\n  - a\n\t- b\n", 4)]
    public void A_tab_is_told_in_the_line_where_it_stands(string text, int line)
    {
        var errors = new PlanErrors();
        new PlanYaml(errors).Read("x.yaml", text).ShouldBeNull();
        var error = errors.ShouldHaveSingleItem();
        (error.At.Line, error.Message).ShouldBe((line, "not valid YAML: a tab in the indentation; write blanks"));
    }

    [Theory]
    [InlineData("limits: { timeout: 2s\nmappings: { a: b }")]
    [InlineData("limits: { timeout: 2s ")]
    [InlineData("limits: [ { timeout: 2s ]")]
    [InlineData("limits: \"open")]
    [InlineData("limits:\n\ttimeout: 2s")]
    [InlineData("limits:\n  timeout: 2s\n rate: 3/s")]
    [InlineData("limits: @home")]
    public void A_bracket_a_quote_or_a_tab_is_one_fault_with_its_line_and_the_side_is_not_said_to_have_no_system(string slip)
    {
        var error = PlanFiles.Load(("systems/erp.yaml", $"system: erp\nnote: x\n{slip}\n")).Errors.ShouldHaveSingleItem();
        error.At.File.ShouldBe("systems/erp.yaml");
        error.At.Line.ShouldBeInRange(3, 5);
        error.Message.ShouldStartWith("not valid YAML: ");
    }

    [Fact]
    public void Brackets_without_end_are_a_fault_not_a_crash() =>
        PlanFiles.Load(("systems/erp.yaml", "system: " + new string('[', 200_000))).Errors
            .ShouldHaveSingleItem().Message.ShouldContain("nested too deeply or too large");

    [Fact]
    public void An_environment_over_a_file_with_a_fault_is_not_said_to_lie_over_none() =>
        PlanFiles.Load(
            ("systems/erp.yaml", "system: {"), ("environments/prod.yaml", "systems: { erp: { limits: { timeout: 9s } } }"))
            .Errors.ShouldHaveSingleItem().Message.ShouldStartWith("not valid YAML: ");

    [Fact]
    public void A_file_that_ends_in_yml_is_not_passed_over_in_silence() =>
        PlanFiles.Load(("systems/crm.yml", "system: crm")).Errors.ShouldHaveSingleItem().ToString()
            .ShouldBe("systems/crm.yml(1): a plan's files end in .yaml, so this one is not read; rename it");

    [Theory]
    [InlineData("orders.find: GET /api/orders/{number}", "orders.find", "orders.get")]
    [InlineData("orders.find: GET /API/orders/{id}", "orders.find", "orders.get")]
    [InlineData("orders.make: { match: POST /api/orders }", "orders.make", "orders.place")]
    public void Two_routes_that_claim_the_same_requests_are_a_fault(string route, string id, string other)
    {
        var error = PlanFiles.Load(("capabilities/orders.yaml", $"{PlanFiles.Orders}\n  {route}")).Errors.ShouldHaveSingleItem();
        error.ToString().ShouldStartWith($"capabilities/orders.yaml(10): route '{id}' claims the requests of '{other}'");
    }

    [Theory]
    [InlineData("orders.find: { match: \"GET /api/orders/{id}\", query: { by: } }")]
    [InlineData("orders.find: { match: \"GET /api/orders/{id}\", headers: { X-By: name } }")]
    [InlineData("orders.find: { match: \"GET /api/orders/{id}\", host: other.example }")]
    [InlineData("orders.find: GET /api/orders/{id:int}")]
    public void Routes_that_something_tells_apart_are_none(string route) =>
        PlanFiles.Load(("capabilities/orders.yaml", $"{PlanFiles.Orders}\n  {route}")).Errors.ShouldBeEmpty();

    [Fact]
    public void A_password_in_an_address_is_refused_without_being_repeated()
    {
        var errors = PlanFiles.Load(
            ("capabilities/orders.yaml", PlanFiles.Orders.Replace(
                "http://127.0.0.1:9001", "http://hub:s3cret@new:9001", StringComparison.Ordinal)),
            ("hub.yaml", "catchAll: [{ path: /old, to: \"http://hub:s3cret@old\" }]")).Errors;
        errors.Select(e => e.At.ToString()).ShouldBe(["capabilities/orders.yaml(6)", "hub.yaml(1)"]);
        errors.ShouldAllBe(e => e.Message.Contains("name and password", StringComparison.Ordinal));
        errors.ShouldAllBe(e => !e.Message.Contains("s3cret", StringComparison.Ordinal));
    }
}
