using System.ComponentModel;
using System.Diagnostics;

namespace LegacyLandscape.Tests.Harness;

internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>A program of somebody else's, run to its end.</summary>
internal static class Tool
{
    /// <returns>Null when there is no such program.</returns>
    public static async Task<ToolRun?> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return new ToolRun(process.ExitCode, output, await errors);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
