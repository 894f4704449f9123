using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Load;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Facade;

/// <summary>The hub as it ships, in the shapes that are measured.</summary>
/// <param name="repository">The checkout it is built in.</param>
/// <param name="bench">Where it runs.</param>
/// <param name="data">How its data folders' names begin.</param>
internal sealed class MeasuredHub(Repository repository, Workbench bench, string data = "data")
{
    private const string BeforeName = "hub before";
    private static readonly Requests ProductList = new("/api/products", 1);
    private static readonly Probe EmptyList = new(["/api/products"], """{"items":[]}""");
    private readonly string _secret = RandomNumberGenerator.GetHexString(64);
    private int _started;

    /// <summary>The hub of an earlier checkout as one more peer; none where no earlier one was given.</summary>
    /// <param name="before">The earlier checkout.</param>
    /// <param name="bench">Where it runs.</param>
    /// <param name="startAsync">Starts it, given the name it has in the table.</param>
    public static async Task<IReadOnlyList<Contender>> BeforeAsync(
        Repository? before, Workbench bench, Func<MeasuredHub, string, Task<Contender>> startAsync) =>
        before is null ? [] : [await startAsync(new MeasuredHub(before, bench, "before"), BeforeName)];

    /// <summary>Everything in one process, all routes on legacy.</summary>
    public async Task<Contender> OnLegacyAsync(string name, string plan, int routes, Probe probe, CancellationToken cancellation)
    {
        var launch = Up(name, plan, Data());
        return new Contender(name, launch.Url, Requests.Of(routes), [await bench.StartAsync(launch, probe, cancellation)]);
    }

    /// <summary>Everything in one process, which tells what it allocates.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="plan">Its plan's folder.</param>
    /// <param name="variables">What the plan refers to.</param>
    /// <param name="asking">What it is asked, given a token that may do everything.</param>
    /// <param name="fits">Whether an answer is what it must be.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="more">More of its command line.</param>
    public async Task<Contender> OnSystemAsync(
        string name, string plan, IReadOnlyDictionary<string, string> variables, Func<string, Requests> asking,
        Func<string, bool> fits, CancellationToken cancellation, params string[] more)
    {
        var folder = Data();
        var launch = Up(name, plan, folder, more);
        launch = launch with { Environment = launch.Environment!.Concat(variables).ToDictionary() };
        var process = await bench.StartAsync(launch, new Probe(["/hub/health/live"], "live"), cancellation);
        var token = (await File.ReadAllTextAsync(Path.Combine(folder, "admin.token"), cancellation)).Trim();
        var requests = asking(token);
        await bench.RequireAsync(launch, new Probe([requests], fits), cancellation);
        return new Contender(name, launch.Url, requests, [process])
        {
            AllocatedAsync = c => AllocatedAsync(launch.Url, token, c),
        };
    }

    /// <summary>The same, and then every route at canary.</summary>
    public Task<Contender> AtCanaryAsync(
        string name, string plan, int routes, double percent, Probe probe, CancellationToken cancellation) =>
        ShiftedAsync(name, plan, routes, new { stage = "canary", percent, reason = "benchmark" }, probe, cancellation);

    /// <summary>The same, and then every route at shadow.</summary>
    public Task<Contender> AtShadowAsync(string name, string plan, int routes, Probe probe, CancellationToken cancellation) =>
        ShiftedAsync(name, plan, routes, new { stage = "shadow", reason = "benchmark" }, probe, cancellation);

    private async Task<Contender> ShiftedAsync(
        string name, string plan, int routes, object shift, Probe probe, CancellationToken cancellation)
    {
        var folder = Data();
        var launch = Up(name, plan, folder);
        var process = await bench.StartAsync(launch, probe, cancellation);
        using var admin = new HttpClient { BaseAddress = new Uri(launch.Url) };
        var token = await File.ReadAllTextAsync(Path.Combine(folder, "admin.token"), cancellation);
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Trim());
        for (var route = 1; route <= routes; route++)
        {
            using var answer = await admin.PostAsJsonAsync(
                $"/hub/api/routes/{BenchmarkPlan.Route(route)}/shift", shift, cancellation);
            if (!answer.IsSuccessStatusCode)
                throw new BenchmarkFailedException(
                    $"{name}: the shift was refused: {await answer.Content.ReadAsStringAsync(cancellation)}");
        }

        return new Contender(name, launch.Url, Requests.Of(routes), [process]);
    }

    /// <summary>A new service in the hub's own process.</summary>
    public async Task<Contender> HostingAsync(string name, string plan, CancellationToken cancellation)
    {
        var launch = Up(name, plan, Data(), "--roles", "facade,services");
        return new Contender(name, launch.Url, ProductList, [await bench.StartAsync(launch, EmptyList, cancellation)]);
    }

    /// <summary>The same service in a process of its own, behind a hop.</summary>
    public async Task<Contender> HoppingAsync(string name, string plan, CancellationToken cancellation)
    {
        var services = Up("services", plan, Data(), "--roles", "services");
        var one = await bench.StartAsync(services, new Probe(["/hub/health/live"], "live"), cancellation);
        var facade = Up(name, plan, Data(), "--roles", "facade", "--peer", $"services={services.Url}");
        return new Contender(name, facade.Url, ProductList, [await bench.StartAsync(facade, EmptyList, cancellation), one]);
    }

    private async Task<double> AllocatedAsync(string url, string token, CancellationToken cancellation)
    {
        const string Metric = "dotnet_gc_heap_total_allocated_bytes_total";
        var metrics = await bench.GetAsync($"{url}/hub/metrics", token, cancellation);
        var line = metrics.Split('\n').FirstOrDefault(l => l.StartsWith(Metric, StringComparison.Ordinal))
            ?? throw new BenchmarkFailedException($"The hub's metrics do not tell {Metric.TrimEnd()}.");
        return double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    private string Data() => Path.Combine(bench.Folder, $"{data}-{++_started}");

    private Launch Up(string name, string plan, string folder, params string[] more)
    {
        var url = $"http://127.0.0.1:{Workbench.FreePort()}";
        string[] arguments = [repository.Hub, "up", "--plan", plan, "--no-demo", "--data", folder, "--urls", url, .. more];
        return new Launch(name, url, "dotnet", arguments)
        {
            Environment = new Dictionary<string, string> { ["HUB_SECRET"] = _secret },
        };
    }
}
