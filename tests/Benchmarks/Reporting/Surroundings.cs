using System.Globalization;
using System.Runtime.InteropServices;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Reporting;

/// <summary>Where, when and with what was measured.</summary>
internal sealed record Surroundings(string Date, string Commit, string Versions, string Machine)
{
    /// <summary>Taken before the first load, so that the machine's own load shows who else was there.</summary>
    public static async Task<Surroundings> ObserveAsync(
        Repository repository, Repository? before, TimeProvider time, CancellationToken cancellation)
    {
        var wrk = await Tool.RunAsync("wrk", ["-v"], cancellation);
        var nginx = await Tool.RunAsync("nginx", ["-v"], cancellation);
        var haProxy = await Tool.RunAsync("haproxy", ["-v"], cancellation);
        var load = (await File.ReadAllTextAsync("/proc/loadavg", cancellation)).Split(' ')[0];
        return new Surroundings(
            time.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture),
            await CommitAsync(repository, cancellation)
                + (before is null ? "" : $"; hub before: commit {await CommitAsync(before, cancellation)}"),
            $"{RuntimeInformation.FrameworkDescription}, "
                + $"YARP {Repository.VersionOf(repository.BareYarp, "Yarp.ReverseProxy.dll")}, wrk {wrk.Split(' ')[1]}, "
                + $"nginx {nginx.Split('/')[^1].Trim()}, HAProxy {haProxy.Split(' ')[2]}",
            $"{Value("/etc/os-release", "PRETTY_NAME=").Trim('"')}, Linux {Environment.OSVersion.Version}, "
                + $"{Value("/proc/cpuinfo", "model name").TrimStart('\t', ':', ' ')}, "
                + $"{Environment.ProcessorCount} cores, load average {load} before the run");
    }

    private static string Value(string file, string key) =>
        File.ReadLines(file).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal))?[key.Length..] ?? "unknown";

    private static async Task<string> CommitAsync(Repository repository, CancellationToken cancellation)
    {
        var commit = await Tool.RunAsync("git", ["-C", repository.Root, "rev-parse", "--short=10", "HEAD"], cancellation);
        // The README is what a run writes; the rest is what it measures.
        var changes = await Tool.RunAsync(
            "git", ["-C", repository.Root, "status", "--porcelain", "--", ".", ":!tests/Benchmarks/README.md"], cancellation);
        return commit.Trim() + (changes.Length > 0 ? " with uncommitted changes" : "");
    }
}
