using System.CommandLine;
using System.CommandLine.Parsing;

namespace Hub.Host.Commands;

/// <summary>Runs a command: 0 done, 1 refused or failed with the reason on stderr, 2 wrong usage.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    // Without: '@FILE' would be a file of arguments, and it is one of input.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(Command root, string[] args)
    {
        var parsed = root.Parse(args, Parsing);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                Terminal.Error.WriteLine(error.Message);
            Terminal.Error.WriteLine($"See {string.Join(' ', Names(parsed.CommandResult).Reverse())} --help");
            return WrongUsage;
        }

        Terminal.IsWide = parsed.GetValue(HubOptions.Wide);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (CommandFailedException e)
        {
            Terminal.Error.WriteLine(e.Message);
            return e.ExitCode;
        }
    }

    private static IEnumerable<string> Names(CommandResult? command)
    {
        for (; command is not null; command = command.Parent as CommandResult)
            yield return command.Command.Name;
    }
}

/// <summary>A command cannot be done; the message says why and what to do.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="exitCode">Failed, or wrong usage where what was typed can never be done.</param>
internal sealed class CommandFailedException(string message, int exitCode = CommandLine.Failed) : Exception(message)
{
    public int ExitCode => exitCode;
}
