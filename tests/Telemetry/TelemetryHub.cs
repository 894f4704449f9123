using System.Text;
using Hub.Telemetry.Tests.Otlp;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Telemetry.Tests;

/// <summary>A hub, its ERP and a collector, each as it is in the field.</summary>
internal sealed class TelemetryHub : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private TelemetryHub(TemporaryFolder folder, Landscape landscape, OtlpReceiver collector, HubUnderTest hub)
    {
        (_folder, Landscape, Collector, Hub) = (folder, landscape, collector, hub);
        Client = new HttpClient { BaseAddress = hub.Address };
    }

    public Landscape Landscape { get; }

    public OtlpReceiver Collector { get; }

    public HubUnderTest Hub { get; }

    public HttpClient Client { get; }

    public static async Task<TelemetryHub> StartAsync(
        IReadOnlyDictionary<string, string?>? environment = null, string? plan = null, bool collected = true)
    {
        var folder = new TemporaryFolder();
        var landscape = await Landscape.StartAsync(folder.File("landscape"));
        var collector = await OtlpReceiver.StartAsync();
        var variables = new Dictionary<string, string?>(collected ? collector.Environment : new Dictionary<string, string?>());
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            variables[name] = value;
        var hub = await HubUnderTest.StartAsync(folder.File("hub"), landscape, variables, plan is null ? [] : ["--plan", plan]);
        return new TelemetryHub(folder, landscape, collector, hub);
    }

    public static HttpRequestMessage Order(string customer, string sku = "P-2001", string? reference = null) =>
        new(HttpMethod.Post, "/api/orders")
        {
            Content = new StringContent(
                $$"""{"customerId":"{{customer}}","reference":"{{reference ?? "r"}}","lines":[{"sku":"{{sku}}","quantity":2}]}""",
                Encoding.UTF8, "application/json"),
        };

    public Task CaughtUpAsync() => Eventually.HoldsAsync("products to be priced on the new side", async () =>
        (await Hub.GetAsync("/hub/api/sync/links")).EnumerateArray().All(l => l.GetProperty("caughtUp").GetBoolean()
            && (l.GetProperty("applied").GetInt64() > 0
                || l.GetProperty("from").GetString()!.StartsWith("service:", StringComparison.Ordinal))));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Hub.DisposeAsync();
        await Landscape.DisposeAsync();
        await Collector.DisposeAsync();
        _folder.Dispose();
    }
}
