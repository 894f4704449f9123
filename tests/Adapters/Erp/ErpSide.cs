using Hub.Adapters.Tests.Stubs;
using Hub.Contract.Tests;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Erp;

/// <summary>The ERP behind its adapter, by the demo's own plan.</summary>
public sealed class ErpSide : ISideUnderTest, IAsyncLifetime
{
    internal RunningErp Erp { get; private set; } = null!;

    internal RunningAdapters Adapters { get; private set; } = null!;

    public HttpClient Client => Adapters.Client;

    public IReadOnlyList<string> ProductIds { get; } = [.. Enumerable.Range(2001, 40).Select(n => $"P-{n}")];

    public KnownProduct Product { get; } = new("P-2033", "12.60");

    public KnownProduct ProductWithoutRemark { get; } = new("P-2001", "0.045");

    public string DiscontinuedProductId => "P-2014";

    public string CustomerId => "C-1001";

    public string SomeOrderId => "O-3009";

    public async ValueTask InitializeAsync()
    {
        Erp = await RunningErp.StartAsync();
        var references = new PlanReferences(new Dictionary<string, string> { ["ERP_URL"] = Erp.Address });
        Adapters = await RunningAdapters.StartAsync(PlanFolder.Read(Path.Combine(AppContext.BaseDirectory, "migration-plan"), null), references);
    }

    public async ValueTask DisposeAsync()
    {
        await Adapters.DisposeAsync();
        await Erp.DisposeAsync();
    }
}

public sealed class The_adapter_of_the_ERP_keeps_the_products_contract(ErpSide side) : ProductsContract(side), IClassFixture<ErpSide>;

public sealed class The_adapter_of_the_ERP_keeps_the_orders_contract(ErpSide side) : OrdersContract(side), IClassFixture<ErpSide>;
