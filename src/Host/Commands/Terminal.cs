using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Commands;

/// <summary>What a person reads: results on stdout, reasons on stderr.</summary>
internal static class Terminal
{
#pragma warning disable RS0030 // this is the command line
    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);
#pragma warning restore RS0030

    /// <summary>What a running hub tells a person; not on stdout where that is a log for machines.</summary>
    public static IAnsiConsole Notes => HubConsole.IsJson ? Error : Out;

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        // Lines are broken for eyes, never for scripts.
        if (redirected)
            console.Profile.Width = 4000;
        return console;
    }
}
