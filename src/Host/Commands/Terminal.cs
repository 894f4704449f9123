using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Commands;

/// <summary>What a person reads: results on stdout, reasons on stderr.</summary>
internal static class Terminal
{
#pragma warning disable RS0030 // this is the command line
    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>What is written as it is and never broken into lines: tables, and what programs read.</summary>
    public static TextWriter Raw => Console.Out;

    /// <summary>The columns that a table may take; null where a program reads it, or a person asked for all.</summary>
    public static int? Width => IsWide || Console.IsOutputRedirected ? null : Out.Profile.Width;
#pragma warning restore RS0030

    /// <summary>Whether tables are shown with every column, however wide the terminal is.</summary>
    public static bool IsWide { get; set; }

    /// <summary>What a running hub tells a person; not on stdout where that is a log for machines.</summary>
    public static IAnsiConsole Notes => HubConsole.IsJson ? Error : Out;

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        console.Pipeline.Attach(new VisibleSegments());
        // Lines are broken for eyes, never for scripts.
        if (redirected)
            console.Profile.Width = 4000;
        return console;
    }
}
