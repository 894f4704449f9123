using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>Rules of comparing as a plan writes them: for a capability, for a route, and what is wrong with them.</summary>
public sealed class RulesOfComparingInPlans
{
    private const string Rest = "owner: ann, reason: said, until: 2999-01-01";

    [Fact]
    public void A_route_has_its_capabilitys_rules_and_its_own()
    {
        var (plan, errors) = Load(
            $"{{ name: number, kind: ignore, path: requestId, {Rest} }}",
            $"{{ name: rounding, kind: tolerance, path: \"lines[].unitPrice\", by: 0.01, {Rest} }}");
        errors.ShouldBeEmpty();
        plan!.Routes.Single(r => r.Id == "orders.get").Compare.Select(r => r.Name).ShouldBe(["number", "rounding"]);
        plan.Routes.Single(r => r.Id == "orders.place").Compare.Select(r => r.Name).ShouldBe(["number"]);
        plan.Routes.Single(r => r.Id == "orders.get").Compare[1].Amount.ShouldBe(0.01m);
    }

    [Theory]
    [InlineData("name: a, kind: ignroe, path: x",
        "'kind' is one of ignore, tolerance, unordered, key, equal, and not 'ignroe'; did you mean 'ignore'?")]
    [InlineData("kind: ignore, path: x", "'name' is missing")]
    [InlineData("name: A b, kind: ignore, path: x", "'A b' is no name")]
    [InlineData("name: a, kind: ignore", "'path' is missing")]
    [InlineData("name: a, kind: ignore, path: \"lines.[].x\"", "'lines.[].x' is no path")]
    [InlineData("name: a, kind: ignore, path: by.C1001", "'by.C1001' is no path")]
    [InlineData("name: a, kind: ignore, path: \"$.x..y\"", "is no path")]
    [InlineData("name: a, kind: ignore, path: body", "'body' is the whole answer")]
    [InlineData("name: a, kind: ignore, path: header Date", "'header Date' is not compared; header fields that are: ")]
    [InlineData("name: a, kind: unordered, path: header ETag", "of a header field the kind is ignore")]
    [InlineData("name: a, kind: tolerance, path: x", "'by' is how much may differ")]
    [InlineData("name: a, kind: tolerance, path: x, by: 100%", "'by' is below 100%")]
    [InlineData("name: a, kind: tolerance, path: x, by: 1h", "'by' is 14m at most: a larger one hides a time zone")]
    [InlineData("name: a, kind: key, path: x", "'by' is the member that entries are matched by")]
    [InlineData("name: a, kind: equal, path: x, by: null", "'by' is one of absence, trim, case")]
    [InlineData("name: a, kind: ignore, path: x, by: 1", "'by' goes with tolerance, key and equal")]
    [InlineData("name: a, kind: ignore, path: x, unitl: 1", "'unitl' is not known here; did you mean 'until'?")]
    public void What_is_wrong_is_told_with_its_place(string rule, string expected)
    {
        var (plan, errors) = Load($"{{ {rule}, {Rest} }}");
        plan.ShouldBeNull();
        errors.ShouldContain(e => e.ToString().StartsWith("capabilities/orders.yaml(", StringComparison.Ordinal)
            && e.Message.Contains(expected, StringComparison.Ordinal), string.Join('\n', errors));
    }

    [Fact]
    public void All_that_is_missing_is_told_at_once()
    {
        var (_, errors) = Load("{ name: a, kind: ignore, path: x, until: soon }");
        errors.Select(e => e.Message).ShouldBe(
        [
            "'owner' is missing: who answers for it",
            "'reason' is missing: why it is no fault",
            "'until' is a day, as in 2027-03-31, and not 'soon'",
        ]);
        Load("ignore").Errors.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("name: a, kind: ignore, path: y", "there is a rule 'a' already")]
    [InlineData("name: b, kind: ignore, path: x", "rule 'a' stands at x already")]
    public void Two_rules_that_contend_are_refused(string second, string expected) =>
        Load($"{{ name: a, kind: ignore, path: x, {Rest} }}, {{ {second}, {Rest} }}").Errors
            .ShouldHaveSingleItem().Message.ShouldStartWith(expected);

    [Fact]
    public void A_rule_that_has_ended_is_noted_once_and_no_fault()
    {
        var loader = new PlanLoader([new ComparingRulesLast(TimeProvider.System)]);
        var errors = new PlanErrors();
        loader.Load(
            Bundle("{ name: a, kind: ignore, path: x, owner: ann, reason: said, until: 2020-02-29 }", ""), new PlanReferences(),
            errors).ShouldNotBeNull();
        errors.Notes.ShouldHaveSingleItem().ToString().ShouldBe(
            "capabilities/orders.yaml(5): rule 'a' ended on 2020-02-29 and passes nothing over any more: remove it, or move its "
            + "'until' if it still holds");
    }

    private static (MigrationPlan? Plan, IReadOnlyList<PlanError> Errors) Load(string rules, string ofRoute = "")
    {
        var errors = new PlanErrors();
        return (new PlanLoader([]).Load(Bundle(rules, ofRoute), new PlanReferences(), errors), [.. errors]);
    }

    private static PlanBundle Bundle(string rules, string ofRoute) => new(
    [
        KeyValuePair.Create("capabilities/orders.yaml", System.Text.Encoding.UTF8.GetBytes($$"""
            capability: orders
            owner: order-team
            sides: { legacy: "http://old", new: "http://new" }
            compare: [
              {{rules}}]
            routes:
              orders.get: { match: "GET /api/orders/{id}", compare: [{{ofRoute}}] }
              orders.place: POST /api/orders
            """)),
    ]);
}
