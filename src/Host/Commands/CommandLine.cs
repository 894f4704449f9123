using System.CommandLine;

namespace Hub.Host.Commands;

/// <summary>Runs a command: 0 done, 1 refused or failed with the reason on stderr, 2 wrong usage.</summary>
internal static class CommandLine
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                Terminal.Error.WriteLine(error.Message);
            var words = args.TakeWhile(a => !a.StartsWith('-')).Take(1).Append("--help");
            Terminal.Error.WriteLine($"See ./hub {string.Join(' ', words)}".Replace("  ", " ", StringComparison.Ordinal));
            return WrongUsage;
        }

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
            return Failed;
        }
    }
}

/// <summary>A command cannot be done; the message says why and what to do.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
