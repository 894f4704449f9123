using System.Globalization;
using Hub.Tests.Processes;

namespace Hub.Host.Tests.Listings;

/// <summary>Runs the command line in a real terminal of a given size, as <c>script</c> of util-linux makes one.</summary>
internal static class PseudoTerminal
{
    // The runtime switches on the keypad of a terminal that has one, when it is asked for its size.
    private const string Keypad = "\u001b[?1h\u001b=";

    private static readonly string? Program =
        new[] { "/usr/bin/script", "/bin/script" }.FirstOrDefault(File.Exists);

    /// <summary>Starts a command; what it writes to stdout and stderr comes together, as a person sees it.</summary>
    public static RunningProgram Start(
        int columns, int rows, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        if (Program is null)
            Assert.Skip("script (package bsdutils) makes the terminal, and is not here.");
        var words = string.Join(' ', arguments.Select(a => $"'{a}'"));
        var size = string.Create(CultureInfo.InvariantCulture, $"stty cols {columns} rows {rows}");
        return RunningProgram.Start(
            Program!, ["-qefc", $"{size}; exec dotnet '{Repository.HubProgram}' {words}", "/dev/null"], environment);
    }

    /// <summary>Runs a command to its end and returns its exit code and its lines, without the carriage returns.</summary>
    public static async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(
        int columns, int rows, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        await using var program = Start(columns, rows, environment, arguments);
        var exitCode = await program.ExitAsync();
        return (exitCode, [.. program.Output.Select(Seen)]);
    }

    /// <summary>A line of the terminal's without what the runtime and the terminal's driver put around it.</summary>
    public static string Seen(string line) => line.TrimEnd('\r').Replace(Keypad, "", StringComparison.Ordinal);
}
