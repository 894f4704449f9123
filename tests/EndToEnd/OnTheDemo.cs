using System.Net.Http.Json;
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
        Hub = await HubUnderTest.StartAsync(_folder.File("hub"), Landscape, environment: null, ArgumentsIn(_folder));
        (Client, Crm) = (
            new HttpClient { BaseAddress = Hub.Address }, new HttpClient { BaseAddress = new Uri(Landscape.CrmAddress) });
        try
        {
            await PrepareAsync();
        }
        catch
        {
            // A test that does not begin is not disposed of, and its hub would run on.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client?.Dispose();
        Crm?.Dispose();
        if (Hub is not null)
            await Hub.DisposeAsync();
        await EndAsync();
        await Landscape.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>What the hub is started with besides; by default nothing.</summary>
    /// <param name="folder">A folder of the test's own.</param>
    private protected virtual string[] ArgumentsIn(TemporaryFolder folder) => [];

    /// <summary>Ends what the test has started besides, once the hub has ended.</summary>
    private protected virtual ValueTask EndAsync() => ValueTask.CompletedTask;

    /// <summary>Waits for what the tests begin with; by default until the customers are on both sides.</summary>
    private protected virtual Task PrepareAsync() =>
        Eventually.HoldsAsync("the customers to be on both sides", async () =>
            (await Hub.GetAsync("/hub/api/sync/links")).EnumerateArray().Any(l =>
                l.GetProperty("entity").GetString() == "customers" && l.GetProperty("applied").GetInt64() >= 50
                && l.GetProperty("caughtUp").GetBoolean()));

    /// <summary>Has the CRM behave as <c>normal</c> or <c>fail</c>.</summary>
    private protected async Task BehaveAsync(string mode) =>
        (await Crm.PutAsJsonAsync("/control/crm/behaviour", new { mode })).EnsureSuccessStatusCode();

    /// <summary>Posts to the hub's own API with the token of its first start.</summary>
    private protected async Task<HttpResponseMessage> AskHubAsync(string path, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = JsonContent.Create(body),
            Headers = { Authorization = new("Bearer", Hub.Token) },
        };
        return await Client.SendAsync(request);
    }
}
