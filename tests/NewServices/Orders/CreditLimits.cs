using System.Net;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;

namespace Hub.NewServices.Tests.Orders;

public sealed class CreditLimits_on_SQLite() : CreditLimits(StoreEngine.Sqlite);

public sealed class CreditLimits_on_PostgreSQL() : CreditLimits(StoreEngine.Postgres);

/// <summary>A customer's open orders stay within the limit that was agreed, where the customers' link tells it.</summary>
public abstract class CreditLimits(StoreEngine engine) : IAsyncLifetime
{
    private RunningServices _services = null!;

    // The limit that the change tells is 12.50, and an order of two comes to 2.50.
    public async ValueTask InitializeAsync()
    {
        _services = await RunningServices.StartAsync(engine);
        await _services.CreditTerms.ApplyAsync(Changes.Customer("C-1001", 1), null, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task An_order_beyond_the_limit_is_refused_with_the_limit_and_what_is_open_until_one_is_cancelled()
    {
        for (var n = 0; n < 5; n++)
            (await _services.PlaceAsync()).ShouldBeJson(HttpStatusCode.Created);
        var refused = (await _services.PlaceAsync()).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "customerId");
        refused.Text.ShouldContain("the credit limit is 12.50, orders of 12.50 are open, and this one comes to 2.50");
        (await _services.ReadLogAsync()).Count.ShouldBe(5);

        var one = (await _services.ReadLogAsync())[0].Key;
        await Answer.PostAsync(_services.Client, $"/api/orders/{one}/cancel", "");
        (await _services.PlaceAsync()).ShouldBeJson(HttpStatusCode.Created);
    }

    [Fact]
    public async Task What_is_placed_at_once_stays_within_the_limit_together()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _services.PlaceAsync()));
        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(5);
    }

    [Fact]
    public async Task A_customer_who_is_not_known_here_has_no_limit() =>
        (await _services.PlaceAsync("""{"customerId": "C-1002", "lines": [{"sku": "P-2001", "quantity": 900}]}"""))
            .ShouldBeJson(HttpStatusCode.Created);
}
