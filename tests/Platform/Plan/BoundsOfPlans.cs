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

    [Theory]
    [InlineData("{ from: 0001-01-01, to: 9999-12-31, zone: UTC }")]
    [InlineData("{ from: 2026-12-20, to: 9999-12-31, zone: Pacific/Kiritimati }")]
    [InlineData("{ from: \"0001-01-01T00:00:00Z\", to: \"2026-01-01T00:00:00Z\" }")]
    public void A_day_beyond_the_calendar_is_a_fault_with_its_line(string freeze) =>
        PlanFiles.Load(("hub.yaml", $"# closed\nfreeze: [{freeze}]")).Errors.ShouldAllBe(e =>
            e.At.Line == 2 && e.Message.Contains("is a day from 0001-01-03 to 9999-12-28", StringComparison.Ordinal));

    [Fact]
    public void A_cron_that_never_comes_is_noted()
    {
        var (plan, errors) = PlanFiles.Load(("hub.yaml", "freeze: [{ cron: \"0 0 0 31 2 ?\", for: 1h, zone: UTC }]"));
        plan.ShouldNotBeNull();
        errors.Notes.ShouldHaveSingleItem().Message.ShouldContain("a time that never comes");
    }

    [Fact]
    public void A_path_of_more_segments_than_routes_can_have_is_a_fault_with_its_line() =>
        PlanFiles.Load(("capabilities/orders.yaml", PlanFiles.Orders.Replace(
            "GET /api/orders/{id}", $"GET {string.Concat(Enumerable.Repeat("/a", 29))}", StringComparison.Ordinal))).Errors
            .ShouldHaveSingleItem().ShouldSatisfyAllConditions(
                e => e.At.Line.ShouldBeGreaterThan(1), e => e.Message.ShouldContain("28"));

    [Fact]
    public void A_mark_before_a_file_is_taken_off()
    {
        var errors = Read([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(PlanFiles.Orders)]);
        errors.ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_is_not_UTF8_is_a_fault_with_its_line()
    {
        var text = Encoding.Latin1.GetBytes($"{PlanFiles.Orders.TrimEnd()}\n# f\u00fcr alle\n");
        Read(text).ShouldHaveSingleItem().ShouldBe(
            $"capabilities/orders.yaml({PlanFiles.Orders.TrimEnd().Split('\n').Length + 1}): not UTF-8: save the file as UTF-8, "
            + "which most editors offer as its encoding");
    }

    [Theory]
    [InlineData("http://${env:RAW}", "http://127.0.0.1:9", false)]
    [InlineData("http://${env:RAW}/x", "a/b", false)]
    [InlineData("http://${env:RAW}", "host@other", false)]
    [InlineData("http://${env:RAW}", "host?x=1", false)]
    [InlineData("http://${env:RAW}/x", "orders:8080", true)]
    [InlineData("http://${env:RAW}:8080", "[::1]", true)]
    [InlineData("http://x?y=1", "", false)]
    [InlineData("http://x#f", "", false)]
    public void An_address_has_the_host_that_it_is_written_for_and_no_query(string to, string value, bool good)
    {
        var errors = new PlanErrors();
        var files = PlanFiles.Bundle(("capabilities/orders.yaml", $$"""
            capability: orders
            owner: o
            sides: { legacy: { to: "{{to}}" } }
            routes: { orders.get: "GET /api/orders/{id}" }
            """));
        new PlanLoader([]).Load(files, new PlanReferences(new Dictionary<string, string> { ["RAW"] = value }), errors);
        errors.Count.ShouldBe(good ? 0 : 1, string.Join('\n', errors));
    }

    private static List<string> Read(byte[] orders)
    {
        var errors = new PlanErrors();
        var files = PlanFiles.Bundle().Files.Where(f => f.Key != "capabilities/orders.yaml")
            .Append(KeyValuePair.Create("capabilities/orders.yaml", orders));
        new PlanLoader([]).Load(new PlanBundle(files), new PlanReferences(), errors);
        return [.. errors.Select(e => e.ToString())];
    }

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
