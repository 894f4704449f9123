using Hub.Host.Tests.Listings;

namespace Hub.Host.Tests;

/// <summary>What <c>./hub retire --dry-run</c> tells of the demo's routes.</summary>
public sealed class RetiringByCommand(DemoWithListings demo)
{
    [Fact]
    public async Task What_carries_a_route_is_named_file_by_file_with_what_else_needs_it()
    {
        var ended = await HubCommand.RunAsync(await demo.EnvironmentAsync(), ["retire", "orders.get", "--dry-run"]);
        ended.ExitCode.ShouldBe(0, ended.Errors);
        var told = ended.Output;
        told.ShouldContain("not yet     adapter:erp is still needed for this route");
        told.ShouldContain("The sync link of orders between adapter:erp and service:orders still flows");
        told.ShouldMatch(@"capabilities/orders\.yaml\(\d+\) +sides\.legacy +stays +orders\.find, orders\.place");
        told.ShouldMatch(@"systems/erp\.yaml\(\d+\) +resources\.orders\.get +goes");
        told.ShouldMatch(@"systems/erp\.yaml\(\d+\) +mappings\.order +stays .*orders\.place");
        told.ShouldContain("by the catch-all /erp");
    }
}
