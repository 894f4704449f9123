using System.ComponentModel;
using System.Diagnostics;
using Hub.Benchmarks.Comparing;

namespace Hub.Benchmarks.Peers;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    /// <summary>Everything it wrote, standard error included. It does not outlive a cancellation.</summary>
    /// <exception cref="BenchmarkFailedException">It is missing.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            await using var end = cancellation.UnsafeRegister(static p => ((Process)p!).Kill(), process);
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            return await output + await error;
        }
        catch (Win32Exception e)
        {
            throw new BenchmarkFailedException($"{program} cannot be started: {e.Message}");
        }
    }
}
