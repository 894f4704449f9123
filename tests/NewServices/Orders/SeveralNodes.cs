using System.Globalization;
using System.Net;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests.Orders;

/// <summary>Two nodes of the service on one store, which only a server offers.</summary>
public sealed class SeveralNodes : IAsyncLifetime
{
    private RunningServices _one = null!;
    private RunningServices _other = null!;

    public async ValueTask InitializeAsync()
    {
        _one = await RunningServices.StartAsync(StoreEngine.Postgres);
        _other = await _one.StartNodeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_other is not null)
            await _other.DisposeAsync();
        if (_one is not null)
            await _one.DisposeAsync();
    }

    [Fact]
    public async Task Orders_placed_on_both_have_numbers_of_their_own_and_their_changes_appear_in_order()
    {
        var reading = ReadWhileWritingAsync(until: 100);
        var placed = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => (n % 2 == 0 ? _one : _other).PlaceAsync()));

        placed.Select(a => a.ShouldBeJson(HttpStatusCode.Created).Json.GetProperty("id").GetString()).Distinct().Count()
            .ShouldBe(100);
        (await reading).ShouldBe(
            Enumerable.Range(1, 100).Select(n => n.ToString(CultureInfo.InvariantCulture)),
            "none is passed over by who reads on from the last");
    }

    [Fact]
    public async Task A_request_that_reaches_both_is_placed_once()
    {
        for (var request = 0; request < 10; request++)
        {
            var id = Guid.NewGuid().ToString();
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => (n % 2 == 0 ? _one : _other).PlaceAsAsync(id)));
            answers.Select(a => a.ShouldBeJson(HttpStatusCode.Created).Json.GetProperty("id").GetString()).Distinct()
                .ShouldHaveSingleItem();
        }

        (await _one.ReadLogAsync()).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Of_the_changes_of_one_order_the_latest_stays_whichever_node_applies_it()
    {
        for (var order = 0; order < 10; order++)
        {
            var id = $"O-{7000 + order}";
            var results = await Task.WhenAll(Enumerable.Range(1, 8).Select(version =>
                (version % 2 == 0 ? _one : _other).ApplyAsync(
                    Changes.Order(id, version, status: version == 8 ? "shipped" : "new"))));
            results[7].Outcome.ShouldBe(ApplyOutcome.Applied);
            (await _one.GetAsync($"/api/orders/{id}")).Json.GetProperty("status").GetString().ShouldBe("shipped");
        }
    }

    [Fact]
    public async Task Of_the_prices_of_one_product_the_latest_stays_whichever_node_hears_it()
    {
        for (var product = 0; product < 10; product++)
        {
            var sku = $"P-{8000 + product}";
            await Task.WhenAll(Enumerable.Range(1, 8).Select(version =>
                (version % 2 == 0 ? _one : _other).PriceAsync(sku, $"{version}.00", version: version)));
            var order = await _one.PlaceAsync($$"""{"customerId": "C-1001", "lines": [{"sku": "{{sku}}", "quantity": 1}]}""");
            order.Json.GetProperty("total").GetRawText().ShouldBe("8.00");
        }
    }

    private async Task<List<string>> ReadWhileWritingAsync(int until)
    {
        var seen = new List<string>();
        while (seen.Count < until)
            seen.AddRange((await _one.ReadLogAsync(seen.LastOrDefault(), limit: 7)).Select(c => c.Position));
        return seen;
    }
}
