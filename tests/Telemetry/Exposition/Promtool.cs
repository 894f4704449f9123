using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Telemetry.Tests.Exposition;

/// <summary>Debian's package 'prometheus': the server, and the tool that checks what it is given.</summary>
internal static class Promtool
{
    /// <summary>Skips the test by name where it is not installed.</summary>
    public static void Require() =>
        Assert.SkipUnless(
            File.Exists("/usr/bin/promtool") && File.Exists("/usr/bin/prometheus"), "needs Debian's package prometheus");

    /// <summary>
    /// Holds metrics against promtool. It keeps <c>_count</c> for histograms, and the runtime's own gauges have it all the
    /// same (https://learn.microsoft.com/dotnet/core/diagnostics/built-in-metrics-runtime).
    /// </summary>
    public static async Task ShouldAcceptAsync(string metrics)
    {
        using var folder = new Hub.Tests.TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("metrics"), metrics);
        await using var promtool = RunningProgram.Start(
            "bash", ["-c", $"/usr/bin/promtool check metrics < {folder.File("metrics")}"]);
        await promtool.ExitAsync();
        string.Concat(promtool.Text, promtool.Errors).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(l => !l.StartsWith("dotnet_", StringComparison.Ordinal) || !l.Contains("\"_count\"", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }
}
