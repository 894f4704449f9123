using System.Net.Http.Json;
using System.Text.Json;
using Hub.Host.Tests.Listings;
using Hub.Tests;
using Hub.Tests.Processes;

[assembly: AssemblyFixture(typeof(DemoWithListings))]

namespace Hub.Host.Tests.Listings;

/// <summary>The demo's hub with something in most of its lists, started by the first test that asks for it.</summary>
public sealed class DemoWithListings : IAsyncLifetime
{
    private const string Reason = "the first customers, who asked for it: 注文を新しい側へ、あとで戻せます";
    private readonly TemporaryFolder _folder = new();
    private Landscape? _landscape;
    private HubUnderTest? _hub;
    private readonly SemaphoreSlim _once = new(1);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>What commands need to find it.</summary>
    public async Task<Dictionary<string, string?>> EnvironmentAsync()
    {
        await _once.WaitAsync();
        try
        {
            if (_hub is null)
                await StartAsync();
        }
        finally
        {
            _once.Release();
        }

        return new() { ["HUB_URL"] = _hub!.Address.ToString(), ["HUB_TOKEN"] = _hub.Token, ["TERM"] = "xterm-256color" };
    }

    public async ValueTask DisposeAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_landscape is not null)
            await _landscape.DisposeAsync();
        _once.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        _landscape = await Landscape.StartAsync(_folder.File("landscape"));
        var hub = await HubUnderTest.StartAsync(_folder.File("hub"), _landscape);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", hub.Token);
        await PostAsync("tokens", new { name = "ann", role = "operator", capabilities = new[] { "orders", "products" } });
        await PostAsync("routes/orders.get/shift", new { stage = "canary", percent = 100, reason = Reason });
        await PostAsync("routes/invoices.get/shift", new { stage = "new", reason = Reason });
        _hub = hub;

        async Task PostAsync(string path, object body) =>
            (await client.PostAsJsonAsync(new Uri(hub.Address, $"/hub/api/{path}"), body, JsonSerializerOptions.Web))
                .EnsureSuccessStatusCode();
    }
}
