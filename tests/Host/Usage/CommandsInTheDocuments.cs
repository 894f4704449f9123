using System.CommandLine;
using System.CommandLine.Help;
using Hub.Host.Commands;
using Hub.Tests.Processes;

namespace Hub.Host.Tests.Usage;

/// <summary>
/// docs/commands.md lists every command with its arguments and options, as the command line itself has them; HUB_COMMANDS=write
/// puts the list there anew.
/// </summary>
public sealed class CommandsInTheDocuments
{
    private const string Begin = "<!-- commands: begin -->\n";
    private const string End = "<!-- commands: end -->";

    [Fact]
    public async Task Are_listed_whole()
    {
        var page = Path.Combine(Repository.Root, "docs/commands.md");
        var text = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        var from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        var list = string.Join('\n', [.. AllCommands.Create().Subcommands.SelectMany(c => Lines(c, "")), ""]);
        if (Environment.GetEnvironmentVariable("HUB_COMMANDS") == "write")
            await File.WriteAllTextAsync(page, text[..from] + list + text[to..], TestContext.Current.CancellationToken);
        else
            text[from..to].ShouldBe(list, "HUB_COMMANDS=write with this test writes it anew.");
    }

    private static IEnumerable<string> Lines(Command command, string above)
    {
        if (command.Hidden)
            yield break;
        var path = $"{above}{command.Name}";
        // An act of a command that also does something by itself stands under it.
        yield return $"{(above.Length == 0 ? "##" : "###")} {path}\n\n{Sentence(command.Description)}\n";
        var rows = Arguments(command).Concat(Options(command)).ToList();
        if (rows.Count > 0)
            yield return $"| | |\n|---|---|\n{string.Join('\n', rows)}\n";
        foreach (var line in command.Subcommands.SelectMany(c => Lines(c, $"{path} ")))
            yield return line;
    }

    private static IEnumerable<string> Arguments(Command command) =>
        from argument in command.Arguments
        where !argument.Hidden
        let name = $"<{argument.Name}>{(argument.Arity.MaximumNumberOfValues > 1 ? "…" : "")}"
        select $"| `{(argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name)}` | {Cell(argument.Description)} |";

    private static IEnumerable<string> Options(Command command) =>
        from option in command.Options
        where !option.Hidden && option is not HelpOption
        let hasValue = option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool)
        let value = hasValue ? $" {Escaped(option.HelpName ?? "VALUE")}" : ""
        select $"| `{string.Join(", ", [option.Name, .. option.Aliases])}{value}`{(option.Required ? " (required)" : "")} "
            + $"| {Cell(option.Description)} |";

    private static string Cell(string? text) => Escaped(Sentence(text));

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Sentence(string? text) =>
        string.Join(' ', (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Replace("<", "&lt;", StringComparison.Ordinal);
}
