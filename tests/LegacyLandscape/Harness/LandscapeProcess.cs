using System.Diagnostics;

namespace LegacyLandscape.Tests.Harness;

/// <summary>The real program, started the way a parent process starts it.</summary>
internal sealed class LandscapeProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "LegacyLandscape.dll");

    private LandscapeProcess(Process process, IReadOnlyDictionary<string, string> places)
    {
        Process = process;
        Places = places;
        Erp = new ErpClient(places["erp"]);
    }

    public Process Process { get; }

    /// <summary>System → where it is, as the handshake told.</summary>
    public IReadOnlyDictionary<string, string> Places { get; }

    public ErpClient Erp { get; }

    public static async Task<LandscapeProcess> StartAsync(string data, params string[] options)
    {
        var start = new ProcessStartInfo("dotnet", [Program, "--data", data, "--exit-with-parent", .. options])
        {
                        UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var places = new Dictionary<string, string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line && line != "ready")
        {
            var blank = line.IndexOf(' ');
            places.Add(line[..blank], line[(blank + 1)..]);
        }

        return new LandscapeProcess(process, places);
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{Process.Id}"]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    public void Dispose()
    {
        Erp.Dispose();
        Process.Kill();
        Process.WaitForExit();
        Process.Dispose();
    }
}
