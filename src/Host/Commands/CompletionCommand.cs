using System.CommandLine;
using Hub.Host.Completing;
using Hub.Host.Shell;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Commands;

/// <summary>Prints the script by which a shell completes commands, options and their words.</summary>
internal static class CompletionCommand
{
    private static readonly string[] Shells = [.. CompletionScripts.All.Select(s => s.Shell)];

    public static Command Create(Func<Command> root)
    {
        var shell = new Argument<string>("shell") { Description = $"The shell: {string.Join(", ", Shells)}." };
        shell.CompletionSources.Add(Shells);
        shell.Validators.Add(given =>
        {
            if (given.Tokens is [var typed, ..] && !Shells.Contains(typed.Value, StringComparer.Ordinal))
                given.AddError($"<shell> '{typed.Value}' is not one of {string.Join(", ", Shells)}"
                    + Spelling.EndSentence(Spelling.DidYouMean(typed.Value, Shells)));
        });
        var command = new Command("completion", "Prints what makes a shell complete commands: source <(./hub completion bash).")
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            var script = CompletionScripts.All.First(s => s.Shell == parsed.GetValue(shell));
            Terminal.Raw.Write(script.Write(CompletedCommand.All(root())));
            Terminal.Raw.Flush();
        });
        return command;
    }
}
