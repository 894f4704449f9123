using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>A link's new side may be a service at an address.</summary>
public sealed class ServicesOfLinks
{
    private const string Both = ", changes: /hub/changes, records: /api/orders/";

    [Fact]
    public void A_link_names_a_service_by_its_address_and_the_paths_of_its_changes_and_records()
    {
        var (plan, errors) = Load($"http://orders:9000{Both}, dryRun: true");
        errors.ShouldBeEmpty();
        var link = plan!.Capabilities.Single(c => c.Name == "orders").Link!;
        (link.New.ToString(), link.New.IsHosted).ShouldBe(("http://orders:9000", false));
        link.Service.ShouldBe(
            new LinkedServicePlan(new Uri("http://orders:9000"), "/hub/changes", "/api/orders", Token: null, DryRun: true));
    }

    [Fact]
    public void Address_and_token_may_be_references_and_are_shown_nowhere()
    {
        var (plan, errors) = Load(
            $"\"${{env:ORDERS}}\"{Both}, token: \"${{env:TOKEN}}\"", ("ORDERS", "http://orders:9000"), ("TOKEN", "s3cret"));
        errors.ShouldBeEmpty();
        var link = plan!.Capabilities.Single(c => c.Name == "orders").Link!;
        (link.New.ToString(), link.Service!.Address.Port, link.Service.Token).ShouldBe(("${env:ORDERS}", 9000, "s3cret"));
        link.ToString().ShouldNotContain("s3cret");
        link.ToString().ShouldNotContain("9000");
    }

    [Theory]
    [InlineData("http://orders:9000", "'changes' is missing: the path under which", "'records' is missing: the path under which")]
    [InlineData("http://orders:9000, changes: hub, records: //evil", "'changes' is a path of", "'records' is a path of")]
    [InlineData("http://orders:9000, changes: /a/../b, records: /b?c", "'changes' is a path of", "'records' is a path of")]
    [InlineData($"http://orders:9000/v1{Both}", "'new' is an address with a path or query")]
    [InlineData($"http://orders:9000{Both}, token: s3cret", "'token' is written in the plan, where everybody reads it")]
    [InlineData($"http://orders:9000{Both}, dryRun: often", "'dryRun' is true or false")]
    [InlineData($"orders{Both}", "'orders' cannot be linked: name service:NAME, or the address of a service")]
    [InlineData($"service:orders{Both}", "'changes' is of a service at an address", "'records' is of a service at an address")]
    public void What_a_link_by_address_lacks_is_told_all_at_once(string link, params string[] told)
    {
        var (_, errors) = Load(link);
        foreach (var text in told)
            errors.ShouldContain(e => e.Message.Contains(text, StringComparison.Ordinal), string.Join('\n', errors));
        errors.Count.ShouldBe(told.Length, string.Join('\n', errors));
    }

    private static (MigrationPlan? Plan, PlanErrors Errors) Load(string link, params (string Name, string Value)[] variables)
    {
        var known = variables.ToDictionary(v => v.Name, v => v.Value);
        return PlanFiles.Load(
            new PlanReferences(known),
            (
                "capabilities/orders.yaml",
                $$"""
                capability: orders
                owner: team
                sides: { legacy: adapter:erp }
                routes: { orders.all: GET /api/orders }
                link: { legacy: adapter:erp, new: {{link}} }
                """));
    }
}
