using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>Tests on a hub before the demo's landscape, of their own for each.</summary>
public abstract class OnTheDemo : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private protected Landscape Landscape { get; private set; } = null!;

    private protected HubUnderTest Hub { get; private set; } = null!;

    /// <summary>Asks the hub as a front-end does.</summary>
    private protected HttpClient Client { get; private set; } = null!;

    /// <summary>Asks the CRM as back-office people do.</summary>
    private protected HttpClient Crm { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Landscape = await Landscape.StartAsync(_folder.File("landscape"));
        Hub = await HubUnderTest.StartAsync(_folder.File("hub"), Landscape);
        (Client, Crm) = (
            new HttpClient { BaseAddress = Hub.Address }, new HttpClient { BaseAddress = new Uri(Landscape.CrmAddress) });
        await PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client?.Dispose();
        Crm?.Dispose();
        if (Hub is not null)
            await Hub.DisposeAsync();
        await Landscape.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Waits for what the tests begin with.</summary>
    private protected abstract Task PrepareAsync();
}
