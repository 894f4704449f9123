using Hub.Adapters;
using Hub.Platform;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Processes;
using LegacyLandscape.Erp;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Contract.Tests.Legacy;

/// <summary>The legacy side: the demo plan's adapter in front of the real ERP.</summary>
public sealed class ErpSide : ISideUnderTest, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _erp = null!;
    private SideFront _front = null!;

    public HttpClient Client => _front.Client;

    public IReadOnlyList<string> ProductIds { get; } = [.. Enumerable.Range(2001, 40).Select(n => $"P-{n}")];

    public KnownProduct Product => new("P-2005", "0.0125");

    public KnownProduct ProductWithoutRemark => new("P-2001", "0.045");

    public string DiscontinuedProductId => "P-2014";

    public string CustomerId => "C-1001";

    public string SomeOrderId => "O-3003";

    public async ValueTask InitializeAsync()
    {
        _erp = ErpApplication.Create(new ErpOptions { DataDirectory = _folder.File("erp"), Url = "http://127.0.0.1:0" });
        await _erp.StartAsync();
        var references = new PlanReferences(
            new Dictionary<string, string>(Landscape.Nowhere) { ["ERP_URL"] = _erp.Urls.Single() });
        _front = await SideFront.StartAsync(
            _folder.Path,
            services => services.AddPlatform(new DataFolder(_folder.Path), references).AddAdapters(),
            async services =>
            {
                await services.MigratePlatformAsync();
                await services.GetRequiredService<Revisions>().LoadAsync(
                    () => PlanFolder.Read(Repository.Plan, environment: null));
            },
            [.. FrontRoute.Products("adapter:erp"), .. FrontRoute.Orders("adapter:erp"), .. FrontRoute.Stock("adapter:erp")]);
    }

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        await _erp.DisposeAsync();
        _folder.Dispose();
    }
}
