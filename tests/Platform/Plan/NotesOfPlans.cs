using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>What a plan's author should know although it is no fault, each with its place.</summary>
public sealed class NotesOfPlans
{
    private const string Cohort = "cohort: { key: customerId, from: [header X-Customer-Id, body customerId], seed: customer }";
    private const string Linked = "\nlink: { legacy: adapter:erp, new: service:orders }";

    [Theory]
    [InlineData("[header X-Customer-Id, route customer]", "no request of orders carries its cohort key in 'route customer'")]
    [InlineData("[route ix]",
        "no request of orders carries its cohort key in 'route ix': none of its routes has {ix} in its path; "
        + "did you mean 'id'?; nor has 'from' another place")]
    [InlineData("[route ID]", null)]
    [InlineData("[query customer]", null)]
    [InlineData("[body customerId]", null)]
    public void A_place_of_the_cohort_key_that_no_route_has_is_told(string from, string? note)
    {
        var orders = PlanFiles.Orders.Replace(
            Cohort, $"cohort: {{ key: customerId, from: {from}, seed: c }}", StringComparison.Ordinal);
        var notes = Notes(new CohortKeysAreCarried(), orders);
        if (note is null)
            notes.ShouldBeEmpty();
        else
            notes.ShouldHaveSingleItem().ShouldStartWith($"capabilities/orders.yaml(3): {note}");
    }

    [Fact]
    public void A_body_is_no_place_where_no_route_takes_one() =>
        Notes(
                new CohortKeysAreCarried(),
                PlanFiles.Orders.Replace("POST /api/orders", "DELETE /api/orders/{id}", StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldContain("'body customerId': none of its routes is a POST, PUT or PATCH");

    [Fact]
    public void A_place_called_path_is_told_to_be_a_route_value() =>
        PlanFiles.Load((
                "capabilities/orders.yaml",
                PlanFiles.Orders.Replace("body customerId", "path id", StringComparison.Ordinal)))
            .Errors.Single().Message.ShouldBe("'path id' is no place of a cohort key; a value in the path is written route id");

    [Theory]
    [InlineData("", "orders.place writes, but orders has no 'link'")]
    [InlineData("\nlink: { legacy: adapter:erp, new: service:orders, direction: toNew }",
        "orders.place writes, but the link of orders goes 'direction: toNew'")]
    [InlineData(Linked, null)]
    public void A_write_that_may_be_shifted_without_a_link_is_told(string link, string? note)
    {
        var notes = Notes(new WritesAreLinkedRule(), PlanFiles.Orders + link);
        if (note is null)
            notes.ShouldBeEmpty();
        else
            notes.ShouldHaveSingleItem().ShouldStartWith($"capabilities/orders.yaml(9): {note}");
    }

    [Fact]
    public void A_write_that_the_legacy_side_alone_answers_needs_none() =>
        Notes(
                new WritesAreLinkedRule(),
                PlanFiles.Orders.Replace("POST /api/orders", "{ match: POST /api/orders, new: none }", StringComparison.Ordinal))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("service:orders", "service:orders", null)]
    [InlineData("service:orders", "service:ordres",
        "the link of orders has 'new: service:ordres', and the routes of orders are answered by 'new: service:orders'")]
    [InlineData("http://127.0.0.1:9001", "service:orders",
        "the link of orders has 'new: service:orders', and the routes of orders are answered by 'new: http://127.0.0.1:9001'")]
    public void A_link_to_another_side_than_the_routes_have_is_told(string side, string linked, string? note)
    {
        var notes = Notes(
            new LinksMeetSides(),
            PlanFiles.Orders.Replace("http://127.0.0.1:9001", side, StringComparison.Ordinal)
                + $"\nlink: {{ legacy: adapter:erp, new: {linked} }}");
        if (note is null)
            notes.ShouldBeEmpty();
        else
            notes.ShouldHaveSingleItem().ShouldStartWith($"capabilities/orders.yaml(10): {note}");
    }

    [Fact]
    public void Routes_have_a_summary_and_a_description()
    {
        var (plan, errors) = PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders.Replace(
            "POST /api/orders", "{ match: POST /api/orders, summary: Place an order, description: \"Two\\nlines\" }",
            StringComparison.Ordinal)));
        errors.ShouldBeEmpty();
        plan!.Routes.Select(r => (r.Summary, r.Description)).ShouldBe([(null, null), ("Place an order", "Two\nlines")]);
        PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders.Replace(
            "POST /api/orders", "{ match: POST /api/orders, summary: [a], description: { a: b } }", StringComparison.Ordinal)))
            .Errors.Select(e => e.Message.Split(' ')[0]).ShouldBe(["'summary'", "'description'"]);
    }

    [Theory]
    [InlineData("orders.set: PUT /api/orders/{id}", "changes: {}, create: {}, find: {}, get: {}, update: {}", null)]
    [InlineData("orders.set: PUT /api/orders/{id}", "create: {}, find: {}, get: {}, update: {}",
        "entity 'orders' at systems/erp.yaml(3) has no 'changes', so what legacy changes never reaches the new side "
        + "(orders.place)")]
    [InlineData("orders.set: PUT /api/orders/{id}", "changes: {}, find: {}, get: {}, update: {}",
        "entity 'orders' at systems/erp.yaml(3) has no 'create', so what it makes at new never reaches legacy (orders.place)")]
    [InlineData("orders.set: PUT /api/orders/{id}", "changes: {}, create: {}, get: {}, update: {}",
        "entity 'orders' at systems/erp.yaml(3) has no 'find', so what it makes at new cannot be looked up at legacy after a "
        + "lost answer (orders.place)")]
    [InlineData("orders.set: PUT /api/orders/{id}", "changes: {}, create: {}, find: {}, get: {}",
        "entity 'orders' at systems/erp.yaml(3) has no 'update', so what it changes at new never reaches legacy (orders.set)")]
    [InlineData("orders.set: PUT /api/orders/{id}", "changes: {}, create: {}, find: {}, update: {}",
        "entity 'orders' at systems/erp.yaml(3) has no 'get', so what it changes at new cannot be compared with legacy "
        + "(orders.set)")]
    // Where nothing is changed at new, no update is needed.
    [InlineData("orders.all: GET /api/orders", "changes: {}, create: {}, find: {}", null)]
    [InlineData("orders.end: DELETE /api/orders/{id}", "changes: {}, create: {}, find: {}, get: {}, update: {}",
        "entity 'orders' at systems/erp.yaml(3) has no 'delete', so what it deletes at new stays at legacy (orders.end)")]
    [InlineData("orders.end: DELETE /api/orders/{id}", "changes: {}, create: {}, find: {}, get: {}, delete: {}", null)]
    [InlineData("orders.fax: { match: POST /api/faxes, new: none }", "changes: {}, create: {}, find: {}",
        "orders.fax at capabilities/orders.yaml(10) writes the same records and has no new side, so it goes on at legacy whoever "
        + "owns them: give it one, or take it out of the plan")]
    public void A_link_that_cannot_be_handed_over_is_told_and_its_writes_stay_at_0_or_100_percent(
        string route, string entity, string? why)
    {
        var errors = new PlanErrors();
        var plan = new PlanLoader([new LinkedWritesAreUndivided()]).Load(
            PlanFiles.Bundle(
                ("capabilities/orders.yaml", $"{PlanFiles.Orders}\n  {route}{Linked}"),
                ("systems/erp.yaml", $"system: erp\nentities:\n  orders: {{ cohort: customerId, {entity} }}")),
            new PlanReferences(),
            errors)!;
        errors.ShouldBeEmpty();
        LinkedWrites.WhyNotHandedOver(plan, plan.Routes.Single(r => r.Id == "orders.place")).ShouldBe(why);
        var told = errors.Notes.Select(n => n.ToString()).Where(n => n.Contains("cannot be handed over")).ToList();
        if (why is null)
            told.ShouldBeEmpty();
        else
            told.ShouldContain(
                "capabilities/orders.yaml(9): orders.place can stand at 0 or 100 % only: its records cannot be handed over, "
                + $"as {why}");
    }

    private static List<string> Notes(IPlanRule rule, string orders)
    {
        var errors = new PlanErrors();
        new PlanLoader([rule]).Load(PlanFiles.Bundle(("capabilities/orders.yaml", orders)), new PlanReferences(), errors);
        errors.ShouldBeEmpty();
        return [.. errors.Notes.Select(n => n.ToString())];
    }
}
