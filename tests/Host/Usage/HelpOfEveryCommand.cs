using System.CommandLine;
using Hub.Host.Commands;

namespace Hub.Host.Tests.Usage;

/// <summary>The help of a command shows how it is typed.</summary>
public sealed class HelpOfEveryCommand
{
    public static TheoryData<string> Commands => [.. PathsOf(AllCommands.Create())];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Its_usage_names_no_argument_of_a_command_above_it(string path)
    {
        using var output = new StringWriter();
        await AllCommands.Create().Parse([.. path.Split(' ')[1..], "--help"])
            .InvokeAsync(new InvocationConfiguration { Output = output }, TestContext.Current.CancellationToken);
        var lines = output.ToString().Split('\n').Select(l => l.Trim()).ToList();
        lines[lines.IndexOf("Usage:") + 1].ShouldStartWith(path);
    }

    private static IEnumerable<string> PathsOf(Command command, string above = "")
    {
        var path = $"{above}{command.Name}";
        return [path, .. command.Subcommands.Where(c => !c.Hidden).SelectMany(c => PathsOf(c, $"{path} "))];
    }
}
