using System.CommandLine;
using Hub.Host.Commands;

namespace Hub.Host.Tests.Usage;

/// <summary>Programs read what every command prints, and people need not type again what changes by itself.</summary>
public sealed class OptionsOfEveryCommand
{
    // A start prints notes, and a script for a shell is no answer.
    private static readonly string[] NoJson = ["up", "completion"];

    // What somebody waits for: a route's proof, a queue's end, an answer by others.
    private static readonly string[] Watched =
    [
        "routes", "systems", "nodes", "evidence", "guardrail", "discover", "rules propose", "approvals", "jobs", "revisions",
        "audit", "notify list", "sync status", "sync waiting", "sync parked", "sync conflicts", "demo fault list",
    ];

    public static TheoryData<string> Printing =>
        [.. Leaves(AllCommands.Create(), "").Select(c => c.Path).Except(NoJson)];

    public static TheoryData<string> Waited => [.. Watched];

    [Theory]
    [MemberData(nameof(Printing))]
    public void Whatever_prints_prints_JSON(string path) => Named(path).Options.ShouldContain(o => o.Name == "--json");

    [Theory]
    [MemberData(nameof(Waited))]
    public void What_changes_by_itself_is_watched(string path) => Named(path).Options.ShouldContain(o => o.Name == "--watch");

    [Fact]
    public void No_command_does_without_JSON_that_does_not_have_to() =>
        NoJson.ShouldAllBe(path => Named(path).Options.All(o => o.Name != "--json"));

    private static Command Named(string path) => Leaves(AllCommands.Create(), "").Single(c => c.Path == path).Command;

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) =>
        command.Subcommands.SelectMany(c => Leaves(c, $"{path} {c.Name}".Trim()))
            .Concat(command.Action is null ? [] : [(path, command)]);
}
