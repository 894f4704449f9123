using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>Paths that no request reaches, and YAML tags that nothing is done for, are faults.</summary>
public sealed class PathsNoRequestReaches
{
    [Theory]
    [InlineData("/raw/../app/secret/{id}", "'..'")]
    [InlineData("/raw/./{id}", "'.'")]
    [InlineData("/raw/..", "'..'")]
    [InlineData("/raw/%2e%2e/app/secret/{id}", "'%2e'")]
    [InlineData("/caf%C3%A9/{id}", "'%C3'")]
    [InlineData("/raw/v%2F{id}", "'%2F'")]
    [InlineData("/raw/a\\b", "backslashes")]
    [InlineData("/hub./x", "as ambiguous")]
    [InlineData("/\uff48ub/x", "as ambiguous")]
    [InlineData("/SOAP;v=1/x", "as ambiguous")]
    public void A_route_that_no_request_reaches_is_a_fault_and_noted_in_a_plan_of_the_store(string path, string said)
    {
        var orders = PlanFiles.Orders.Replace("GET /api/orders/{id}", $"'GET {path}'", StringComparison.Ordinal);
        PlanFiles.Load(("capabilities/orders.yaml", orders)).Errors.ShouldHaveSingleItem().ToString()
            .ShouldStartWith("capabilities/orders.yaml(8): no request reaches");
        var stored = new PlanErrors { IsStored = _ => true };
        new PlanLoader([]).Load(PlanFiles.Bundle(("capabilities/orders.yaml", orders)), new PlanReferences(), stored)
            .ShouldNotBeNull();
        stored.Notes.ShouldHaveSingleItem().Message.ShouldContain(said);
    }

    [Theory]
    [InlineData("/raw/../app")]
    [InlineData("/raw/%2e%2e/app")]
    [InlineData("/systems./x")]
    public void So_is_a_catch_all_that_no_request_reaches(string path) =>
        PlanFiles.Load(("hub.yaml", $"catchAll: [{{ path: '{path}', to: 'http://127.0.0.1:9' }}]")).Errors
            .ShouldHaveSingleItem().ToString().ShouldStartWith("hub.yaml(1): no request reaches");

    [Theory]
    [InlineData("service:")]
    [InlineData("service:x y")]
    [InlineData("service:x/y")]
    public void A_side_that_names_no_service_is_a_fault(string side)
    {
        var orders = PlanFiles.Orders.Replace("legacy: adapter:erp", $"legacy: '{side}'", StringComparison.Ordinal);
        PlanFiles.Load(("capabilities/orders.yaml", orders)).Errors
            .ShouldContain(e => e.Message.StartsWith($"'{side}' names no service", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/hubs/{id}")]
    [InlineData("/api/100%/{id}")]
    [InlineData("/api/v1.2/a..b/{id}")]
    [InlineData("/api/..{id}/caf\u00e9")]
    [InlineData("/api/{id:regex(^a\\.b$)}")]
    public void Others_are_taken(string path)
    {
        var (plan, errors) = PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders.Replace(
            "GET /api/orders/{id}", $"'GET {path}'", StringComparison.Ordinal)));
        plan.ShouldNotBeNull(string.Join('\n', errors));
    }

    [Theory]
    [InlineData("owner: order-team", "owner: !include /etc/passwd", "!include")]
    [InlineData("owner: order-team", "owner: !!python/object:os.system x", "python/object")]
    [InlineData("owner: order-team", "!x owner: order-team", "!x")]
    [InlineData("routes:", "routes: !merge", "!merge")]
    public void A_tag_that_nothing_is_done_for_is_a_fault(string from, string to, string said) =>
        PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders.Replace(from, to, StringComparison.Ordinal)))
            .Errors.ShouldHaveSingleItem().Message.ShouldMatch($"^the YAML tag '.*{said}.*' is not known");

    [Fact]
    public void Tags_of_YAMLs_own_core_change_nothing() =>
        PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders.Replace(
            "owner: order-team", "owner: !!str order-team", StringComparison.Ordinal))).Plan.ShouldNotBeNull();
}
