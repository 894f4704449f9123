using System.CommandLine;
using System.Text.Json;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Shell;

/// <summary>
/// Runs a command: 0 done, 1 refused or failed with the reason on stderr, 2 wrong usage, 3 not done yet, as it waits for a
/// second person.
/// </summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>Put down, and not done before somebody else approves it: a script must not go on as if it were done.</summary>
    public const int Waits = 3;

    private const string DebugVariable = "HUB_DEBUG";

    // Without: '@FILE' would be a file of arguments, and it is one of input.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Reads a command line, and returns what is wrong with it: a sentence for each fault.</summary>
    public static (ParseResult Parsed, IReadOnlyList<string> Faults) Read(Command root, string[] args)
    {
        var parsed = root.Parse(args, Parsing);
        return (parsed, parsed.Errors.Count > 0 || UsageFaults.HasMistypedOption(parsed, args)
            ? UsageFaults.Of(parsed, args)
            : [.. EmptyPaths.Of(parsed)]);
    }

    public static async Task<int> RunAsync(Command root, string[] args)
    {
        var (parsed, faults) = Read(root, args);
        if (faults.Count > 0)
        {
            foreach (var fault in faults)
                Terminal.Error.WriteLine(fault);
            Terminal.Error.WriteLine($"See {UsageFaults.PathOf(parsed.CommandResult)} --help");
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
            Tell(e, NextSteps.After(parsed.CommandResult, e), AsksForJson(parsed));
            return e.ExitCode;
        }
#pragma warning disable CA1031 // whatever happens, a person reads one sentence
        catch (Exception e)
#pragma warning restore CA1031
        {
            Terminal.Error.WriteLine(Unexpected(e, IsVerbose(parsed)));
            return Failed;
        }
    }

    // On stderr in either form: what a listing has printed before stays a document of its own.
    private static void Tell(CommandFailedException failure, IReadOnlyList<string> next, bool json)
    {
        if (json)
        {
            Terminal.Error.WriteLine(Listing.LineOf(JsonSerializer.SerializeToElement(
                new { error = failure.Message, exitCode = failure.ExitCode, next })));
            return;
        }

        Terminal.Error.WriteLine(failure.Message);
        foreach (var command in next)
            Terminal.Error.WriteLine($"next: {command}");
    }

    /// <summary>Returns how a failure that the program does not know is told: one sentence, or its place too.</summary>
    internal static string Unexpected(Exception failure, bool verbose) => verbose
        ? failure.ToString()
        : $"An unexpected failure: {Spelling.EndSentence(failure.Message.Split('\n')[0].TrimEnd())} "
            + "--verbose shows where it happened.";

    private static bool AsksForJson(ParseResult parsed) =>
        parsed.CommandResult.Command.Options.FirstOrDefault(o => o.Name == "--json") is Option<bool> json
        && parsed.GetValue(json);

    private static bool IsVerbose(ParseResult parsed) =>
        parsed.GetValue(HubOptions.Verbose) || Environment.GetEnvironmentVariable(DebugVariable) is not (null or "" or "0");
}

/// <summary>A command cannot be done; the message says why and what to do.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="exitCode">Failed, or wrong usage where what was typed can never be done.</param>
internal sealed class CommandFailedException(string message, int exitCode = CommandLine.Failed) : Exception(message)
{
    public int ExitCode => exitCode;

    /// <summary>What kind of failure it is; the next command that helps depends on it.</summary>
    public FailureKind Kind { get; init; } = exitCode == CommandLine.WrongUsage ? FailureKind.Usage : FailureKind.Refused;

    /// <summary>A plan's files cannot be read: wrong usage where no folder or environment has the name that was typed.</summary>
    public static CommandFailedException Of(PlanNotReadableException e) =>
        new(e.Message, e.IsMissing ? CommandLine.WrongUsage : CommandLine.Failed);
}
