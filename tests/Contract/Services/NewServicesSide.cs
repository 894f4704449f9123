using System.Text.Json.Nodes;
using Hub.Orders;
using Hub.Platform.Tests.Storage;
using Hub.Products;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Contract.Tests.Services;

public sealed class ServicesOnSqlite() : NewServicesSide(StoreEngine.Sqlite);

public sealed class ServicesOnPostgres() : NewServicesSide(StoreEngine.Postgres);

/// <summary>The new services, filled the way they are filled in life: by changes from the legacy side.</summary>
public abstract class NewServicesSide(StoreEngine engine) : ISideUnderTest, IAsyncLifetime
{
    private TestStores _stores = null!;
    private SideFront _front = null!;

    public HttpClient Client => _front.Client;

    public IReadOnlyList<string> ProductIds { get; } = [.. Enumerable.Range(2001, 40).Select(n => $"P-{n}")];

    public KnownProduct Product { get; } = new("P-2005", "12.50");

    public KnownProduct ProductWithoutRemark { get; } = new("P-2001", "0.0450");

    public string DiscontinuedProductId => "P-2014";

    public string CustomerId => "C-1001";

    public string SomeOrderId => "O-3001";

    public async ValueTask InitializeAsync()
    {
        // A fixture cannot be skipped: the suite's constructor says so for each test.
        if (engine == StoreEngine.Postgres && !PostgresServer.IsAvailable)
            return;
        _stores = await TestStores.CreateAsync(engine);
        _front = await SideFront.StartAsync(
            _stores.Data.Path,
            services => services.AddSingleton(_stores.Options).AddProducts().AddOrders(),
            prepare: null,
            [
                .. FrontRoute.Products("service:products"), .. FrontRoute.Orders("service:orders"),
                .. FrontRoute.Stock("service:products"),
            ]);
        foreach (var product in ProductIds.Select(Content))
        {
            await ApplyAsync("service:products", "products", product);
            await ApplyAsync("service:orders", "products", product);
            await ApplyAsync("service:products", "stock", $$"""
                {"id": "{{JsonNode.Parse(product)!["id"]}}", "onHand": 500.000, "asOf": "2026-10-30T12:27:00Z"}
                """);
        }

        await ApplyAsync("service:orders", "orders", """
            {"id": "O-3001", "customerId": "C-1001", "reference": "PO-2026-118",
             "placedAt": "2026-01-02T03:04:05Z", "status": "shipped",
             "total": 25.0900, "lines": [{"sku": "P-2005", "quantity": 2, "unitPrice": 12.50, "amount": 25.00},
                                         {"sku": "P-2001", "quantity": 2, "unitPrice": 0.0450, "amount": 0.0900}]}
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
            await _front.DisposeAsync();
        _stores?.Dispose();
        GC.SuppressFinalize(this);
    }

    private string Content(string id)
    {
        var price = id == Product.Id ? Product.Price : id == ProductWithoutRemark.Id ? ProductWithoutRemark.Price : "3.9900";
        var remark = id == Product.Id ? """, "remark": "DIN 125 & ISO 7089" """ : "";
        var active = id == DiscontinuedProductId ? "false" : "true";
        return $$"""
            {"id": "{{id}}", "description": "Product {{id}}", "unit": "PCS", "price": {{price}},
             "active": {{active}}, "listedOn": "2019-04-01"{{remark}}}
            """;
    }

    private async Task ApplyAsync(string side, string entity, string content)
    {
        var json = JsonNode.Parse(content)!.AsObject();
        var change = new Change((string)json["id"]!, null, 1, "1", Side.Legacy, ChangeKind.Upsert, null, json);
        var target = _front.Services.GetRequiredService<ChangeParties>().FindTarget(side, entity)!;
        (await target.ApplyAsync(change, null, CancellationToken.None)).Outcome.ShouldBe(ApplyOutcome.Applied);
    }
}
