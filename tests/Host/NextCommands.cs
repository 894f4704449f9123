using System.CommandLine;
using System.Text.Json;
using Hub.Host.Commands;
using Hub.Host.Shell;

namespace Hub.Host.Tests;

/// <summary>Whoever is refused is told the next command that helps, and it is one that there is.</summary>
public sealed class NextCommands
{
    [Fact]
    public void Every_command_has_a_next_one_for_every_kind_of_failure_and_each_can_be_typed()
    {
        var root = AllCommands.Create();
        var paths = Leaves(root, "./hub").ToList();
        paths.Count.ShouldBeGreaterThan(50);
        foreach (var path in paths)
        {
            foreach (var kind in Enum.GetValues<FailureKind>())
            {
                foreach (var route in new[] { null, "orders.place" })
                {
                    var next = NextSteps.After(path, kind, route);
                    next.ShouldNotBeEmpty($"{path} {kind}");
                    foreach (var command in next)
                    {
                        command.ShouldNotBe(path);
                        CommandLine.Read(root, command.Split(' ')[1..]).Faults.ShouldBeEmpty($"{path} {kind}: {command}");
                    }
                }
            }
        }
    }

    [Fact]
    public async Task A_failure_names_it_below_the_reason_and_in_json()
    {
        var nowhere = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["HUB_URL"] = "http://127.0.0.1:9", ["HUB_TOKEN"] = new string('t', 40),
        };
        var told = await HubCommand.RunAsync(nowhere, "routes");
        told.ExitCode.ShouldBe(1);
        told.Errors.Trim().Split('\n')[1..].ShouldBe(["next: ./hub up", "next: ./hub doctor"]);
        var json = await HubCommand.RunAsync(nowhere, "routes", "--json");
        (json.ExitCode, json.Output).ShouldBe((1, ""));
        using var document = JsonDocument.Parse(json.Errors);
        document.RootElement.GetProperty("error").GetString()!.ShouldStartWith("No hub answers at");
        document.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(1);
        document.RootElement.GetProperty("next").EnumerateArray().Select(n => n.GetString())
            .ShouldBe(["./hub up", "./hub doctor"]);
    }

    private static IEnumerable<string> Leaves(Command command, string path) =>
        command.Subcommands.SelectMany(c => Leaves(c, $"{path} {c.Name}")).Concat(command.Action is null ? [] : [path]);
}
