using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Facade;

/// <summary>The facade on a plain HTTP side against YARP alone with the same routes.</summary>
internal sealed class FacadeBenchmark(Repository repository) : IBenchmark
{
    public string Name => "facade";

    public string Title => "The facade on a plain HTTP side, against bare YARP with the same routes";

    public IReadOnlyList<string> SetUp =>
    [
        "Backend of both: nginx, one worker, a fixed JSON answer of 49 bytes, connections kept open.",
        "Hub: `hub up` as it ships, a plan of its own, all routes at stage legacy, no cohort, `expose: false`.",
        "Bare YARP: `AddReverseProxy().LoadFromMemory`, logging off (`BareYarp/`).",
        "Both: Release, server GC, `GET /api/rK/{id}`; the load goes round over all routes of the case.",
    ];

    public IReadOnlyList<BenchmarkCase> Cases => [Case("1 route", 1), Case("500 routes", 500)];

    private BenchmarkCase Case(string name, int routes) => new(name, async (bench, cancellation) =>
    {
        var probe = new Probe(["/api/r1/1000", $"/api/r{routes}/1000"], Nginx.Body);
        repository.RequireSameSettings(repository.Hub, repository.BareYarp);
        var backend = await Nginx.StartAsync(bench, probe, cancellation);
        var plan = await BenchmarkPlan.WriteAsync(bench.Folder, backend.Url, routes, cancellation);
        return new Contest(
            await HubAsync(bench, plan, probe, cancellation), await BareYarpAsync(bench, backend.Url, routes, probe, cancellation), backend, routes);
    });

    private Task<Contender> HubAsync(Workbench bench, string plan, Probe probe, CancellationToken cancellation)
    {
        var url = $"http://127.0.0.1:{Workbench.FreePort()}";
        string[] arguments = [repository.Hub, "up", "--plan", plan, "--no-demo", "--data", Path.Combine(bench.Folder, "data"), "--urls", url];
        return bench.StartAsync("hub", url, "dotnet", arguments, probe, cancellation);
    }

    private Task<Contender> BareYarpAsync(Workbench bench, string backend, int routes, Probe probe, CancellationToken cancellation)
    {
        var url = $"http://127.0.0.1:{Workbench.FreePort()}";
        string[] arguments = [repository.BareYarp, "--urls", url, "--backend", backend, "--routes", $"{routes}"];
        return bench.StartAsync("bare YARP", url, "dotnet", arguments, probe, cancellation);
    }
}
