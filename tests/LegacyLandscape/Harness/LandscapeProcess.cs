using System.Diagnostics;

namespace LegacyLandscape.Tests.Harness;

/// <summary>The real program, started the way a parent process starts it.</summary>
internal sealed class LandscapeProcess : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "LegacyLandscape.dll");

    private LandscapeProcess(Process process, string erp)
    {
        Process = process;
        Erp = new ErpClient(erp);
    }

    public Process Process { get; }

    public ErpClient Erp { get; }

    public static async Task<LandscapeProcess> StartAsync(string data)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Program, "--data", data, "--exit-with-parent" },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        string? erp = null;
        while (await process.StandardOutput.ReadLineAsync() is { } line && line != "ready")
        {
            if (line.StartsWith("erp ", StringComparison.Ordinal))
                erp = line["erp ".Length..];
        }

        return new LandscapeProcess(process, erp.ShouldNotBeNull());
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
