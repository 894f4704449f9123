using System.Globalization;
using System.Text;
using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>What is larger, deeper or longer than any plan needs is a fault, and is told as quickly as any other.</summary>
public sealed class BoundsOfPlans
{
    [Fact]
    public void A_file_of_hundreds_of_thousands_of_values_is_a_fault() =>
        PlanFiles.Load(("systems/erp.yaml", $"system: erp\nx: [{string.Join(',', Enumerable.Repeat("a", 500_000))}]")).Errors
            .ShouldContain(e => e.Message.Contains("too large", StringComparison.Ordinal));

    [Fact]
    public void A_plan_of_thousands_of_files_is_one_fault() =>
        PlanFiles.Load([.. Enumerable.Range(0, 3000).Select(n => ($"systems/s{n}.yaml", "system: ["))]).Errors
            .ShouldHaveSingleItem().Message.ShouldContain("2000 are read at most");

    [Fact]
    public void A_plan_of_more_than_ten_thousand_routes_is_a_fault_at_the_first_beyond()
    {
        var routes = new StringBuilder("capability: orders\nowner: o\nsides: { legacy: adapter:erp }\nroutes:\n");
        for (var n = 0; n < 10_001; n++)
            routes.Append(CultureInfo.InvariantCulture, $"  orders.r{n}: GET /api/r{n}\n");
        var errors = new PlanErrors();
        new PlanLoader([new SidePathsFitRoutes()]).Load(
            PlanFiles.Bundle(("capabilities/orders.yaml", routes.ToString())), new PlanReferences(), errors).ShouldBeNull();

        errors.ShouldHaveSingleItem().ToString()
            .ShouldStartWith("capabilities/orders.yaml(10005): a plan has 10000 routes at most");
    }

    [Fact]
    public void Of_thousands_of_faults_the_first_are_told_and_the_others_counted()
    {
        var unknown = string.Concat(Enumerable.Range(0, 3000).Select(n => $"unknown{n}: x\n"));
        var errors = PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders + "\n" + unknown)).Errors;

        errors.Count.ShouldBe(3000);
        errors.Count().ShouldBe(1001);
        errors.Last().Message.ShouldBe("and 2000 more faults, here and elsewhere");
    }

    [Theory]
    [InlineData("0.0001ms")]
    [InlineData("1e400d")]
    [InlineData("99999999999999999999d")]
    [InlineData("-1s")]
    [InlineData("2d")]
    public void A_duration_that_no_timer_takes_is_a_fault_with_its_bounds(string duration) =>
        PlanFiles.Load(("systems/erp.yaml", $"system: erp\nlimits: {{ timeout: {duration} }}")).Errors
            .ShouldHaveSingleItem().ToString().ShouldBe(
                "systems/erp.yaml(2): 'timeout' is a duration such as 300ms, 5s, 10m or 1h, from 1ms to 1d");

    [Fact]
    public void A_rule_that_throws_makes_a_fault_of_the_plan()
    {
        var errors = new PlanErrors();
        new PlanLoader([new Throwing()]).Load(PlanFiles.Bundle(), new PlanReferences(), errors).ShouldBeNull();
        errors.ShouldHaveSingleItem().Message.ShouldContain("nobody expected this");
    }

    [Fact]
    public void A_part_that_cannot_build_a_plan_makes_a_fault_of_it()
    {
        var errors = new PlanErrors();
        new PlanLoader([], [new Unbuildable()]).Load(PlanFiles.Bundle(), new PlanReferences(), errors).ShouldBeNull();
        errors.ShouldHaveSingleItem().Message.ShouldContain("nobody can build this");
    }

    private sealed class Throwing : IPlanRule
    {
        public void Check(MigrationPlan plan, PlanErrors errors) => throw new InvalidOperationException("nobody expected this");
    }

    private sealed class Unbuildable : IPlanPart
    {
        public object Build(MigrationPlan plan, PlanErrors errors) => throw new NotSupportedException("nobody can build this");
    }
}
