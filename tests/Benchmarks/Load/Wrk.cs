using System.Text.Json;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Load;

/// <summary>The load generator: wrk (https://github.com/wg/wrk), a closed loop over connections kept open.</summary>
internal sealed class Wrk(int threads, int connections)
{
    private const string Mark = "measured ";

    // wrk counts what takes longer as failed; a slow peer is slow, and not wrong.
    private const string Patience = "30s";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Load", "requests.lua");

    public string Description => $"wrk, {threads} threads, {connections} connections";

    /// <exception cref="BenchmarkFailedException">A request failed: then the rest says nothing either.</exception>
    public async Task<Measurement> MeasureAsync(Contender contender, TimeSpan duration, CancellationToken cancellation)
    {
        var (before, allocated) = (contender.CpuTime, await AllocatedAsync(contender, cancellation));
        var output = await Tool.RunAsync(
            "wrk",
            [
                "-t", $"{threads}", "-c", $"{connections}", "-d", $"{(int)duration.TotalSeconds}s",
                "--timeout", Patience, "-s", Script,
                contender.Url, "--", .. Arguments(contender.Requests),
            ],
            cancellation);
        var cpu = contender.CpuTime - before;

        var line = output.Split('\n').FirstOrDefault(l => l.StartsWith(Mark, StringComparison.Ordinal))
            ?? throw new BenchmarkFailedException($"wrk printed no figures for {contender.Name}:\n{output}");
        var figures = JsonSerializer.Deserialize<Figures>(line[Mark.Length..], Json)!;
        if (figures.Failed > 0 || figures.Requests == 0)
        {
            var said = string.Join('\n', contender.Processes.Select(p => p.LastOutput));
            throw new BenchmarkFailedException(
                $"{contender.Name}: {figures.Failed} of {figures.Requests} requests failed.\n{output}\n{said}");
        }

        return new Measurement(
            figures.Requests / TimeSpan.FromMicroseconds(figures.Duration).TotalSeconds,
            TimeSpan.FromMicroseconds(figures.P50),
            TimeSpan.FromMicroseconds(figures.P99),
            cpu / figures.Requests,
            (await AllocatedAsync(contender, cancellation) - allocated) / figures.Requests);
    }

    private static string[] Arguments(Requests requests) =>
        [
            $"{requests.Routes}", requests.Method, requests.Path, requests.Body,
            .. requests.Headers.SelectMany(h => new[] { h.Key, h.Value }),
        ];

    private static async Task<double?> AllocatedAsync(Contender contender, CancellationToken cancellation) =>
        contender.AllocatedAsync is { } ask ? await ask(cancellation) : null;

    private sealed record Figures(long Requests, long Duration, long P50, long P99, long Failed);
}
