using Hub.Platform.Telemetry.Logging;
using Microsoft.Win32.SafeHandles;

namespace Hub.Host.Shell;

/// <summary>Where the command line writes: results on stdout, reasons on stderr. Lines are never broken by the program.</summary>
internal static class Terminal
{
#pragma warning disable RS0030 // this is the command line
    public static TextWriter Out { get; } = new VisibleWriter(System.Console.Out);

    public static TextWriter Error { get; } = new VisibleWriter(System.Console.Error);

    /// <summary>Writes text that is escaped already, or that programs read: tables and JSON.</summary>
    public static TextWriter Raw => System.Console.Out;

    /// <summary>Whether a program reads the output, and no person.</summary>
    public static bool IsRedirected => System.Console.IsOutputRedirected;

    /// <summary>Whether a person is there to be asked.</summary>
    public static bool IsInteractive => !System.Console.IsInputRedirected && !System.Console.IsOutputRedirected;

    /// <summary>Asks a person; every answer but yes is no.</summary>
    public static bool Confirm(string question)
    {
        Out.WriteLine(question);
        using var input = new StreamReader(new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, 0));
        return string.Equals(input.ReadLine()?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Writes bytes as they are.</summary>
    public static async Task WriteBytesAsync(ReadOnlyMemory<byte> content)
    {
        await using var stream = System.Console.OpenStandardOutput();
        await stream.WriteAsync(content);
    }

    /// <summary>The columns that a table may take; null where a program reads it, or a person asked for all.</summary>
    public static int? Width => IsWide || System.Console.IsOutputRedirected ? null : Size(() => System.Console.WindowWidth);

    /// <summary>The lines of the terminal; null where a program reads, or the terminal cannot be redrawn.</summary>
    public static int? Height =>
        System.Console.IsOutputRedirected || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb"
            ? null
            : Size(() => System.Console.WindowHeight);
#pragma warning restore RS0030

    /// <summary>Whether tables are shown with every column, however wide the terminal is.</summary>
    public static bool IsWide { get; set; }

    /// <summary>What a running hub tells a person; not on stdout where that is a log for machines.</summary>
    public static TextWriter Notes => HubConsole.IsJson ? Error : Out;

    // Serial lines and some containers' terminals do not know their size.
    private static int? Size(Func<int> ask)
    {
        try
        {
            return ask() is > 0 and var size ? size : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
