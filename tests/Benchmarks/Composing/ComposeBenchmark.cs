using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Facade;
using Hub.Benchmarks.Load;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Composing;

/// <summary>An answer composed of four routes' answers, against the slowest of the four.</summary>
internal sealed class ComposeBenchmark(Repository repository) : IBenchmark
{
    private const int Parts = 4;

    public string Name => "compose";

    public string Title => "An answer composed of four routes' answers, against the slowest of the four";

    public int Connections => 1;

    public IReadOnlyList<string> SetUp =>
    [
        "Hub: `hub up` as it ships, four routes and a composition of them, `expose: false`; both are asked of the same process.",
        "With delays: the parts' sides answer after 5, 10, 15 and 20 ms, from the benchmark's own process. At once: nginx, a "
            + "fixed answer of 49 bytes, which shows what composing costs where no side takes any time.",
        "Over one connection, so that a latency is that of an answer and not of a queue.",
    ];

    public IReadOnlyList<BenchmarkCase> Cases =>
    [
        new("sides of 5 to 20 ms", (bench, cancellation) => StartAsync(bench, DelayedBackend.Start(), cancellation)),
        new("sides that answer at once", async (bench, cancellation) =>
        {
            var backend = await Nginx.BackendAsync(bench, cancellation);
            await bench.StartAsync(backend, new Probe(["/api/r1/1"], Nginx.Body), cancellation);
            return await StartAsync(bench, backend.Url, cancellation);
        }),
    ];

    private async Task<Contest> StartAsync(Workbench bench, string backend, CancellationToken cancellation)
    {
        var plan = await BenchmarkPlan.WriteComposedAsync(bench.Folder, backend, Parts, cancellation);
        var slowest = new Requests($"/api/r{Parts}/%d", 1);
        var hub = await new MeasuredHub(repository, bench).OnSystemAsync(
            "composed", plan, new Dictionary<string, string>(), _ => new Requests("/api/all/%d", 1),
            answer => answer.EndsWith("\"_parts\":{}}", StringComparison.Ordinal), cancellation);
        return new Contest(hub, [hub with { Name = "slowest part", Requests = slowest }]);
    }
}
