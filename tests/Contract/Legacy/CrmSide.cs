using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Adapters;
using Hub.Adapters.Tests.Crm;
using Hub.Platform;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Processes;
using LegacyLandscape.Crm;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Contract.Tests.Legacy;

/// <summary>The legacy side: the demo plan's adapter in front of the real CRM.</summary>
public sealed class CrmSide : ICustomersSide, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _crm = null!;
    private SideFront _front = null!;

    public HttpClient Client => _front.Client;

    public async ValueTask InitializeAsync()
    {
        _crm = await StartCrmAsync(_folder);
        var references = new PlanReferences(new Dictionary<string, string>(Landscape.Nowhere)
        {
            ["CRM_URL"] = _crm.Urls.Single(),
            ["CRM_PASSWORD"] = new CrmOptions { DataDirectory = "" }.Password,
        });
        _front = await SideFront.StartAsync(
            _folder.Path,
            services => services.AddPlatform(new DataFolder(_folder.Path), references).AddAdapters(),
            async services =>
            {
                await services.MigratePlatformAsync();
                await services.GetRequiredService<Revisions>().LoadAsync(
                    () => PlanFolder.Read(Repository.Plan, environment: null));
            },
            [.. FrontRoute.Customers("adapter:crm")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        await _crm.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>What a new CRM holds, in the contract's form and not by the adapter.</summary>
    internal static async Task<IReadOnlyList<JsonObject>> ReadSeedAsync()
    {
        using var folder = new TemporaryFolder();
        await using var crm = await StartCrmAsync(folder);
        using var client = new HttpClient { BaseAddress = new Uri(crm.Urls.Single()) };
        var customers = await client.GetFromJsonAsync<JsonArray>("/control/crm/customers");
        return [.. customers!.OfType<JsonObject>().Select(AsContract.Of)];
    }

    private static async Task<WebApplication> StartCrmAsync(TemporaryFolder folder)
    {
        var crm = CrmApplication.Create(new CrmOptions { DataDirectory = folder.File("crm"), Url = "http://127.0.0.1:0" });
        await crm.StartAsync();
        return crm;
    }
}
