using System.Text.Json.Nodes;
using Hub.Contract.Tests;
using Hub.Customers;
using Hub.Invoices;
using Hub.Orders;
using Hub.Platform.Tests.Storage;
using Hub.Products;
using Hub.Reviews;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.NewServices.Tests;

/// <summary>The services behind a front, with a data folder that outlives a restart.</summary>
public sealed class RunningServices : IAsyncDisposable
{
    private TestStores _stores = null!;
    private SideFront _front = null!;

    public HttpClient Client => _front.Client;

    public IChangeSource Log => Parties.FindSource("service:orders", "orders")!;

    public IChangeTarget Orders => Parties.FindTarget("service:orders", "orders")!;

    public IChangeTarget Prices => Parties.FindTarget("service:orders", "products")!;

    public IChangeTarget CreditTerms => Parties.FindTarget("service:orders", "customers")!;

    public IChangeSource CustomerLog => Parties.FindSource("service:customers", "customers")!;

    public IChangeTarget Customers => Parties.FindTarget("service:customers", "customers")!;

    public IChangeTarget Products => Parties.FindTarget("service:products", "products")!;

    public IChangeTarget StockLevels => Parties.FindTarget("service:products", "stock")!;

    public IChangeSource ReservationLog => Parties.FindSource("service:products", "reservations")!;

    public IChangeTarget Invoices => Parties.FindTarget("service:invoices", "invoices")!;

    public IChangeTarget Purchases => Parties.FindTarget("service:reviews", "orders")!;

    public IChangeSource ReviewLog => Parties.FindSource("service:reviews", "reviews")!;

    internal TestStores Stores => _stores;

    private ChangeParties Parties => _front.Services.GetRequiredService<ChangeParties>();

    public static async Task<RunningServices> StartAsync(StoreEngine engine, TimeProvider? clock = null)
    {
        var services = new RunningServices { _stores = await TestStores.CreateAsync(engine) };
        await services.StartFrontAsync(clock ?? TimeProvider.System);
        await services.PriceAsync("P-2001", "1.25");
        await services.PriceAsync("P-2002", "0.0450");
        await services.PriceAsync("P-2003", "3.99", active: false);
        return services;
    }

    /// <summary>Another node on the same stores; disposed of before this one.</summary>
    public async Task<RunningServices> StartNodeAsync()
    {
        var node = new RunningServices { _stores = _stores };
        await node.StartFrontAsync(TimeProvider.System);
        return node;
    }

    public async Task RestartAsync()
    {
        await _front.DisposeAsync();
        await StartFrontAsync(TimeProvider.System);
    }

    public Task<ApplyResult> PriceAsync(string sku, string price, bool active = true, long version = 1) =>
        Prices.ApplyAsync(Changes.Product(sku, price, active, version), null, CancellationToken.None);

    public async Task<Answer> PlaceAsync(
        string json = """{"customerId": "C-1001", "lines": [{"sku": "P-2001", "quantity": 2}]}""") =>
        await Answer.PostAsync(Client, "/api/orders", json);

    /// <summary>Places an order as the request of that id, which may be tried again.</summary>
    public Task<Answer> PlaceAsAsync(string requestId) =>
        PostAsAsync(requestId, "/api/orders", """{"customerId": "C-1001", "lines": [{"sku": "P-2001", "quantity": 2}]}""");

    /// <summary>Posts as the request of that id, which may be tried again.</summary>
    public async Task<Answer> PostAsAsync(string requestId, string path, string json)
    {
        using var client = new HttpClient { BaseAddress = Client.BaseAddress };
        client.DefaultRequestHeaders.Add(SideFront.RequestId, requestId);
        return await Answer.PostAsync(client, path, json);
    }

    public Task<Answer> GetAsync(string path) => Answer.GetAsync(Client, path);

    public Task<ApplyResult> ApplyAsync(Change change, string? knownKey = null) =>
        Orders.ApplyAsync(change, knownKey, CancellationToken.None);

    public Task<IReadOnlyList<Change>> ReadLogAsync(string? after = null, int limit = 1000) =>
        Log.ReadAsync(after, limit, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
            await _front.DisposeAsync();
        _stores.Dispose();
    }

    private async Task StartFrontAsync(TimeProvider clock) => _front = await SideFront.StartAsync(
        _stores.Data.Path,
        services => services.AddSingleton(_stores.Options).AddSingleton(clock)
            .AddProducts().AddOrders().AddCustomers().AddInvoices().AddReviews(),
        prepare: null,
        [
            .. FrontRoute.Products("service:products"), .. FrontRoute.Orders("service:orders"),
            .. FrontRoute.Customers("service:customers"), .. FrontRoute.Invoices("service:invoices"),
            .. FrontRoute.Reviews("service:reviews"), .. FrontRoute.Stock("service:products"),
        ]);
}

/// <summary>Changes as the legacy side tells them.</summary>
internal static class Changes
{
    public static Change Product(string id, string price = "12.50", bool active = true, long version = 1) =>
        Upsert(id, version, null, $$"""
            {"id": "{{id}}", "description": "Hex bolt", "unit": "PCS", "price": {{price}},
             "active": {{(active ? "true" : "false")}}, "listedOn": "2019-04-01"}
            """);

    public static Change Stock(string id, int onHand, long version = 1) => Upsert(id, version, null, $$"""
        {"id": "{{id}}", "onHand": {{onHand}}.000, "asOf": "2026-01-02T03:04:05Z"}
        """);

    public static Change Order(string id, long version, string status = "new", string? externalReference = null) =>
        Upsert(id, version, externalReference, $$"""
            {"id": "{{id}}", "customerId": "C-1001", "placedAt": "2026-01-02T03:04:05Z", "status": "{{status}}", "total": 2.50,
             "lines": [{"sku": "P-2001", "quantity": 2, "unitPrice": 1.25, "amount": 2.50}]}
            """);

    public static Change Customer(
        string id, long version, string name = "Holz & Bau", string city = "Torino", string? externalReference = null) =>
        Upsert(id, version, externalReference, $$"""
            {"id": "{{id}}", "name": "{{name}}", "status": "active", "creditLimit": 12.50, "phones": [],
             "addresses": [{"type": "billing", "lines": ["a"], "city": "{{city}}", "country": "IT"}]}
            """);

    public static Change Invoice(string id, long version = 1, string status = "open", string customerId = "C-1001") =>
        Upsert(id, version, null, $$"""
            {"id": "{{id}}", "customerId": "{{customerId}}", "issuedOn": "2026-09-04", "dueOn": "2026-10-04",
             "status": "{{status}}", "currency": "EUR", "net": 28.75, "tax": 5.46, "gross": 34.21, "paid": 0.00,
             "lines": [{"number": 1, "sku": "P-2009", "description": "Angle bracket", "quantity": 25.000,
                        "unitPrice": 1.1500, "amount": 28.75}]}
            """);

    public static Change Upsert(string key, long version, string? externalReference, string content) =>
        new(key, "C-1001", version, "1", Side.Legacy, ChangeKind.Upsert, externalReference, JsonNode.Parse(content)!.AsObject());

    public static Change Delete(string key, long version) =>
        new(key, "C-1001", version, "1", Side.Legacy, ChangeKind.Delete, null, null);
}
