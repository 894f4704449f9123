using System.Text.Json;
using Hub.Host.Tests.Listings;

namespace Hub.Host.Tests;

/// <summary>What the hub says at the command line: options as they were typed, one name for one thing.</summary>
public sealed class ToldByTheHub(DemoWithListings demo)
{
    [Theory]
    [InlineData("systems erp", 0, "GetItem")]
    [InlineData("try erp", 2, "'erp' is a system; name one of its operations: erp.")]
    [InlineData("systems service:orders", 2, "'service:orders' is a side, not a system: it answers routes")]
    [InlineData("systems adapter:erp", 2, "'adapter:erp' is a side, not a system: ./hub systems erp lists its operations.")]
    [InlineData("systems epr", 2, "There is no system 'epr'; did you mean 'erp'? ./hub systems lists them.")]
    public async Task What_can_be_asked_of_a_system_is_told(string typed, int exitCode, string said)
    {
        var result = await HubCommand.RunAsync(await demo.EnvironmentAsync(), typed.Split(' '));
        result.ExitCode.ShouldBe(exitCode, result.Errors);
        (result.Output + result.Errors).ShouldContain(said);
    }

    [Fact]
    public async Task A_canary_of_everybody_says_who_stays_on_the_legacy_side()
    {
        var result = await HubCommand.RunAsync(
            await demo.EnvironmentAsync(), "shift", "orders.get", "--to", "canary", "--percent", "100", "--dry-run");
        result.Output.ShouldContain("Requests without a cohort key stay on the legacy side");
    }

    [Fact]
    public async Task One_thing_has_one_name_in_JSON()
    {
        foreach (var (command, members) in new (string, string[])[]
        {
            ("revisions", ["actor", "approver", "plan", "changed", "planChanged"]),
            ("approve", ["actor", "plan"]),
            ("audit", ["actor"]),
            ("token list", ["actor", "capabilities"]),
            ("nodes", ["roles"]),
            ("sync status", ["origin", "lagSeconds"]),
        })
        {
            var output = (await HubCommand.RunAsync(await demo.EnvironmentAsync(), [.. command.Split(' '), "--json"])).Output;
            var first = JsonElement.Parse(output)[0];
            foreach (var member in members)
                first.TryGetProperty(member, out _).ShouldBeTrue($"{command}: {member} in {first}");
            first.TryGetProperty("states", out _).ShouldBeFalse(command);
            first.TryGetProperty("lag", out _).ShouldBeFalse(command);
            foreach (var (list, kind) in new[] { ("roles", JsonValueKind.Array), ("origin", JsonValueKind.String) })
                if (first.TryGetProperty(list, out var value))
                    value.ValueKind.ShouldBe(kind);
        }
    }
}
