using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Host.Tests;

/// <summary>The demo's hub for tests that change what it serves, one for each, with the CRM's customers at both sides.</summary>
public abstract class DemoOfItsOwn : IAsyncLifetime
{
    private Landscape? _landscape;
    private HubUnderTest? _hub;

    private protected TemporaryFolder Folder { get; } = new();

    private protected HubUnderTest Hub => _hub!;

    /// <summary>What commands need to find it.</summary>
    private protected Dictionary<string, string?> Environment =>
        new() { ["HUB_URL"] = Hub.Address.ToString().TrimEnd('/'), ["HUB_TOKEN"] = Hub.Token };

    public async ValueTask InitializeAsync()
    {
        _landscape = await Landscape.StartAsync(Folder.File("landscape"));
        _hub = await HubUnderTest.StartAsync(Folder.File("hub"), _landscape);
        await Eventually.HoldsAsync(async () => (await Hub.GetAsync("/hub/feed/customers?limit=1000")).GetArrayLength() == 50);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_landscape is not null)
            await _landscape.DisposeAsync();
        Folder.Dispose();
    }
}
