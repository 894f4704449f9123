using System.Net;
using System.Net.Sockets;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Facade;
using Hub.Benchmarks.Load;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Shadow;

/// <summary>What callers notice of it when a route's answers are compared with the new side's.</summary>
internal sealed class ShadowBenchmark(Repository repository) : IBenchmark
{
    public string Name => "shadow";

    public string Title => "A route at stage shadow against the same route at legacy: what callers notice of the comparing";

    public IReadOnlyList<string> SetUp =>
    [
        "Backend: nginx, one worker, a fixed JSON answer of 49 bytes; both sides the same, or the new side accepts connections "
            + "and never answers.",
        "Hub: `hub up` as it ships, one route, `GET /api/r1/{id}`, at shadow and at legacy, each in a process of its own.",
        "64 connections ask without a pause: the hub compares 100 requests a second of them, and counts the others.",
    ];

    public IReadOnlyList<BenchmarkCase> Cases =>
    [
        new("the new side answers", (bench, cancellation) => CompareAsync(bench, newSide: null, cancellation)),
        new("the new side hangs", (bench, cancellation) => CompareAsync(bench, Hanging(), cancellation)),
    ];

    private async Task<Contest> CompareAsync(Workbench bench, string? newSide, CancellationToken cancellation)
    {
        var probe = new Probe(["/api/r1/1000"], Nginx.Body);
        var launch = await Nginx.BackendAsync(bench, cancellation);
        await bench.StartAsync(launch, probe, cancellation);
        var plan = await BenchmarkPlan.WriteAsync(bench.Folder, launch.Url, 1, cohort: false, cancellation, newSide);
        var hub = new MeasuredHub(repository, bench);
        return new Contest(
            await hub.AtShadowAsync("at shadow", plan, 1, probe, cancellation),
            [await hub.OnLegacyAsync("at legacy", plan, 1, probe, cancellation)]);
    }

    // Stays until the process ends, as the programs do that know its address.
    private static string Hanging()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(1000);
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
