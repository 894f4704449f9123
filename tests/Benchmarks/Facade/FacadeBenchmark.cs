using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Load;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Facade;

/// <summary>The facade at each stage against YARP alone with the same routes, plain proxies, and its own hosted sides.</summary>
internal sealed class FacadeBenchmark(Repository repository, Repository? before) : IBenchmark
{
    private const int Many = 500;

    public string Name => "facade";

    public string Title => "The facade at each stage, against bare YARP with the same routes, plain proxies, and a hosted side";

    public IReadOnlyList<string> SetUp =>
    [
        "Backend of all but the last case: nginx, one worker, a fixed JSON answer of 49 bytes, connections kept open.",
        "Hub: `hub up` as it ships, a plan of its own, `expose: false`; "
            + "at canary 50 % of the ids, which are the cohort keys, both sides the same backend.",
        "Bare YARP: `AddReverseProxy().LoadFromMemory`, logging off (`BareYarp/`).",
        "Hub and YARP: Release, server GC, `GET /api/rK/{id}`; the load goes round over all routes of the case.",
        "nginx proxy: one worker, no buffering; HAProxy: one thread, connections reused. Neither knows routes.",
        "Hosted: `GET /api/products` of an empty store, the least that a service does, answered by `service:products` "
            + "in the hub's process, and in a process of its own behind a hop (the CPU time of both counts). "
            + "Both read SQLite for it, so the ratio says less than the socket costs.",
    ];

    public IReadOnlyList<BenchmarkCase> Cases =>
    [
        new("legacy, 1 route", PlainAsync),
        new($"legacy, {Many} routes", ManyRoutesAsync),
        Canary(1),
        Canary(Many),
        new("hosted side", HostedAsync),
    ];

    private async Task<Contest> PlainAsync(Workbench bench, CancellationToken cancellation)
    {
        var (backend, probe) = (await BackendAsync(bench, cancellation), ProbeOf(1));
        var plan = await BenchmarkPlan.WriteAsync(bench.Folder, backend.Url, 1, cohort: false, cancellation);
        return new Contest(await new MeasuredHub(repository, bench).OnLegacyAsync("hub", plan, 1, probe, cancellation),
        [
            await BareYarpAsync(bench, backend.Url, 1, cancellation),
            await ProxyAsync(bench, await Nginx.ProxyAsync(bench, backend.Url, cancellation), probe, cancellation),
            await ProxyAsync(bench, await HaProxy.ProxyAsync(bench, backend.Url, cancellation), probe, cancellation),
            backend,
            .. await MeasuredHub.BeforeAsync(before, bench, (hub, name) => hub.OnLegacyAsync(name, plan, 1, probe, cancellation)),
        ]);
    }

    /// <summary>With many routes and, to see what they cost, with one.</summary>
    private async Task<Contest> ManyRoutesAsync(Workbench bench, CancellationToken cancellation)
    {
        var backend = await BackendAsync(bench, cancellation);
        var many = await BenchmarkPlan.WriteAsync(bench.Folder, backend.Url, Many, cohort: false, cancellation);
        var one = await BenchmarkPlan.WriteAsync(bench.Folder, backend.Url, 1, cohort: false, cancellation);
        var hub = new MeasuredHub(repository, bench);
        return new Contest(await hub.OnLegacyAsync("hub", many, Many, ProbeOf(Many), cancellation),
        [
            await BareYarpAsync(bench, backend.Url, Many, cancellation),
            await hub.OnLegacyAsync("hub, 1 route", one, 1, ProbeOf(1), cancellation),
            .. await MeasuredHub.BeforeAsync(
                before, bench, (earlier, name) => earlier.OnLegacyAsync(name, many, Many, ProbeOf(Many), cancellation)),
        ]);
    }

    private BenchmarkCase Canary(int routes) =>
        new($"canary 50 %, {routes} {(routes == 1 ? "route" : "routes")}", async (bench, cancellation) =>
        {
            var backend = await BackendAsync(bench, cancellation);
            var plan = await BenchmarkPlan.WriteAsync(bench.Folder, backend.Url, routes, cohort: true, cancellation);
            return new Contest(
                await new MeasuredHub(repository, bench).AtCanaryAsync("hub", plan, routes, 50, ProbeOf(routes), cancellation),
                [
                    await BareYarpAsync(bench, backend.Url, routes, cancellation),
                    .. await MeasuredHub.BeforeAsync(before, bench, (hub, name) =>
                        hub.AtCanaryAsync(name, plan, routes, 50, ProbeOf(routes), cancellation)),
                ]);
        });

    private async Task<Contest> HostedAsync(Workbench bench, CancellationToken cancellation)
    {
        var (plan, hub) = (await BenchmarkPlan.WriteServiceAsync(bench.Folder, cancellation), new MeasuredHub(repository, bench));
        return new Contest(
            await hub.HostingAsync("hosted", plan, cancellation),
            [
                await hub.HoppingAsync("over a socket", plan, cancellation),
                .. await MeasuredHub.BeforeAsync(
                    before, bench, (earlier, name) => earlier.HostingAsync(name, plan, cancellation)),
            ]);
    }

    private static async Task<Contender> BackendAsync(Workbench bench, CancellationToken cancellation) =>
        await ProxyAsync(bench, await Nginx.BackendAsync(bench, cancellation), ProbeOf(1), cancellation);

    private static async Task<Contender> ProxyAsync(
        Workbench bench, Launch launch, Probe probe, CancellationToken cancellation) =>
        new(launch.Name, launch.Url, Requests.Of(1), [await bench.StartAsync(launch, probe, cancellation)]);

    private async Task<Contender> BareYarpAsync(Workbench bench, string backend, int routes, CancellationToken cancellation)
    {
        repository.RequireSameSettings(repository.Hub, repository.BareYarp);
        var url = $"http://127.0.0.1:{Workbench.FreePort()}";
        var launch = new Launch(
            "bare YARP", url, "dotnet", [repository.BareYarp, "--urls", url, "--backend", backend, "--routes", $"{routes}"]);
        return new Contender(
            launch.Name, url, Requests.Of(routes), [await bench.StartAsync(launch, ProbeOf(routes), cancellation)]);
    }

    private static Probe ProbeOf(int routes) => new(["/api/r1/1000", $"/api/r{routes}/1000"], Nginx.Body);
}
