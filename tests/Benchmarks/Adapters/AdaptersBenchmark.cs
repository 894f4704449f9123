using System.Text.Json.Nodes;
using Hub.Benchmarks.Comparing;
using Hub.Benchmarks.Facade;
using Hub.Benchmarks.Load;
using Hub.Benchmarks.Peers;

namespace Hub.Benchmarks.Adapters;

/// <summary>
/// JSON to SOAP and back through the hub, against a gateway of node-soap and against a proxy that only passes the bytes.
/// </summary>
internal sealed class AdaptersBenchmark(Repository repository, Repository? before) : IBenchmark
{
    private const string OrderNo = """{"OrderNo":3001}""";
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Adapters");

    public string Name => "adapters";

    public string Title => "JSON → SOAP → JSON, against a node-soap gateway and against passing the bytes";

    public IReadOnlyList<string> SetUp =>
    [
        "Backend: nginx, one worker, answers every POST with one order of five lines as the demo's ERP does "
            + $"(SOAP 1.1, {AnswerBytes} bytes, indented), connections kept open.",
        "Hub: `hub up` as it ships, the plan in `Adapters/Plan`, `expose: false`. Operation: "
            + $"`POST /systems/erp/operations/GetOrder` with `{OrderNo}` and a token, the system's own document as JSON. "
            + "Mapped route: `GET /api/orders/O-3001`, with prefix, codes, date, trimming and the list of lines.",
        $"node-soap gateway: npm's soap {SoapVersion} behind `node:http`, one process, so one core at most "
            + "(`Adapters/Gateway`); the same JSON in, its own JSON out, which keeps numbers as texts and "
            + "does not know lists from single entries.",
        "Bare YARP: passes the SOAP request and answer as bytes, `POST`; nothing is converted. "
            + "It is the limit, and not a way to do it.",
        "Allocated: the process's `dotnet.gc.heap.total_allocated` before and after, by the number of requests.",
    ];

    public IReadOnlyList<BenchmarkCase> Cases =>
    [
        new("operation", (bench, cancellation) => StartAsync(
            bench,
            token => Requests.Post("/systems/erp/operations/GetOrder", "application/json", OrderNo)
                .With("Authorization", $"Bearer {token}"),
            answer => Holds(answer, o => o["Order"]?["Lines"]?["Line"], "LineAmount"), cancellation)),
        new("mapped route", (bench, cancellation) => StartAsync(
            bench, _ => new Requests("/api/orders/O-3001", 1), answer => Holds(answer, o => o["lines"], "amount"), cancellation)),
    ];

    private static long AnswerBytes => new FileInfo(Path.Combine(Folder, "answer.xml")).Length;

    private string SoapVersion =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(repository.Gateway, "package.json")))!["dependencies"]!["soap"]!
            .GetValue<string>();

    private async Task<Contest> StartAsync(
        Workbench bench, Func<string, Requests> asking, Func<string, bool> fits, CancellationToken cancellation)
    {
        var envelope = await File.ReadAllTextAsync(Path.Combine(Folder, "answer.xml"), cancellation);
        var request = await File.ReadAllTextAsync(Path.Combine(Folder, "request.xml"), cancellation);
        var backend = await Nginx.BackendAsync(bench, "text/xml; charset=utf-8", envelope, cancellation);
        await bench.StartAsync(backend, new Probe(["/"], envelope), cancellation);
        var erp = new Dictionary<string, string> { ["ERP_URL"] = backend.Url };
        var plan = Path.Combine(Folder, "Plan");
        var bytes = Requests.Post("/api/r1/1000", "text/xml; charset=utf-8", request);
        return new Contest(
            await new MeasuredHub(repository, bench).OnSystemAsync("hub", plan, erp, asking, fits, cancellation),
            [
                await GatewayAsync(bench, backend.Url, cancellation),
                await BareYarpAsync(bench, backend.Url, bytes, envelope, cancellation),
                .. await MeasuredHub.BeforeAsync(
                    before, bench, (hub, name) => hub.OnSystemAsync(name, plan, erp, asking, fits, cancellation)),
            ]);
    }

    private async Task<Contender> GatewayAsync(Workbench bench, string backend, CancellationToken cancellation)
    {
        var port = Workbench.FreePort();
        string[] arguments =
            [Path.Combine(repository.Gateway, "gateway.js"), $"{port}", Path.Combine(Folder, "Plan/contracts/erp.wsdl"), backend];
        var launch = new Launch("node-soap gateway", $"http://127.0.0.1:{port}", "node", arguments);
        var requests = Requests.Post("/", "application/json", OrderNo);
        var probe = new Probe([requests], answer => Holds(answer, o => o["Order"]?["Lines"]?["Line"], "LineAmount"));
        return new Contender(launch.Name, launch.Url, requests, [await bench.StartAsync(launch, probe, cancellation)]);
    }

    private async Task<Contender> BareYarpAsync(
        Workbench bench, string backend, Requests requests, string envelope, CancellationToken cancellation)
    {
        repository.RequireSameSettings(repository.Hub, repository.BareYarp);
        var url = $"http://127.0.0.1:{Workbench.FreePort()}";
        var launch = new Launch(
            "bare YARP",
            url,
            "dotnet",
            [repository.BareYarp, "--urls", url, "--backend", backend, "--routes", "1", "--method", requests.Method]);
        var probe = new Probe([requests], answer => answer == envelope);
        return new Contender(launch.Name, url, requests, [await bench.StartAsync(launch, probe, cancellation)]);
    }

    private static bool Holds(string answer, Func<JsonNode, JsonNode?> lines, string amount) =>
        JsonNode.Parse(answer) is JsonObject order
        && lines(order) is JsonArray { Count: 5 } five
        && $"{five[4]?[amount]}" == "69.3300";
}
