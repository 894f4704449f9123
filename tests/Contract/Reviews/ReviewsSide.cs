using System.Text.Json.Nodes;
using Hub.Platform.Tests.Storage;
using Hub.Reviews;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Contract.Tests.Reviews;

public sealed class ReviewsOnSqlite() : ReviewsSide(StoreEngine.Sqlite);

public sealed class ReviewsOnPostgres() : ReviewsSide(StoreEngine.Postgres);

/// <summary>The reviews service, which knows from orders' changes who bought what.</summary>
public abstract class ReviewsSide(StoreEngine engine) : IAsyncLifetime
{
    private TestStores _stores = null!;
    private SideFront _front = null!;
    private int _orders;

    public HttpClient Client => _front.Client;

    public async ValueTask InitializeAsync()
    {
        // A fixture cannot be skipped: the suite's constructor says so for each test.
        if (engine == StoreEngine.Postgres && !PostgresServer.IsAvailable)
            return;
        _stores = await TestStores.CreateAsync(engine);
        _front = await SideFront.StartAsync(
            _stores.Data.Path, services => services.AddSingleton(_stores.Options).AddReviews(), prepare: null,
            [.. FrontRoute.Reviews("service:reviews")]);
    }

    /// <summary>Tells the service of an order, as the link of orders does.</summary>
    public async Task<string> BuyAsync(string customerId, string productId, string status = "shipped", string? order = null)
    {
        var number = Interlocked.Increment(ref _orders);
        var id = order ?? $"O-{3000 + number}";
        var content = JsonNode.Parse($$"""
            {"id": "{{id}}", "customerId": "{{customerId}}", "placedAt": "2026-01-02T03:04:05Z", "status": "{{status}}",
             "total": 2.50, "lines": [{"sku": "{{productId}}", "quantity": 2, "unitPrice": 1.25, "amount": 2.50}]}
            """)!.AsObject();
        var change = new Change(id, customerId, number, "1", Side.Legacy, ChangeKind.Upsert, null, content);
        var target = _front.Services.GetRequiredService<ChangeParties>().FindTarget("service:reviews", "orders")!;
        (await target.ApplyAsync(change, null, CancellationToken.None)).Outcome.ShouldBe(ApplyOutcome.Applied);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
            await _front.DisposeAsync();
        _stores?.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class ReviewsService_keeps_the_contract(ReviewsOnSqlite side)
    : ReviewsContract(side), IClassFixture<ReviewsOnSqlite>;

public sealed class ReviewsService_on_PostgreSQL_keeps_the_contract : ReviewsContract, IClassFixture<ReviewsOnPostgres>
{
    public ReviewsService_on_PostgreSQL_keeps_the_contract(ReviewsOnPostgres side)
        : base(side) => PostgresServer.SkipIfMissing();
}
