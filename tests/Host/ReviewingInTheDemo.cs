using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;

namespace Hub.Host.Tests;

/// <summary>Something new behind the facade: reviews, by who bought the product, which the link of orders tells.</summary>
public sealed class ReviewingInTheDemo(RunningDemo demo) : IClassFixture<RunningDemo>
{
    [Fact]
    public async Task Who_ordered_a_product_reviews_it_and_its_rating_follows()
    {
        using var client = new HttpClient { BaseAddress = new Uri(demo.Url) };
        var order = await client.GetFromJsonAsync<JsonElement>("/api/orders/O-3001");
        var (customer, product) = (
            order.GetProperty("customerId").GetString()!, order.GetProperty("lines")[0].GetProperty("sku").GetString()!);
        var review = new { productId = product, customerId = customer, rating = 4, title = "Gut" };

        (await client.PostAsJsonAsync("/api/reviews", review with { customerId = "C-nobody" })).StatusCode
            .ShouldBe(HttpStatusCode.UnprocessableEntity);
        // The order is older than the hub: it comes with what the link reads first.
        HttpResponseMessage made = null!;
        await Eventually.HoldsAsync("the order to be known to reviews", async () =>
            (made = await client.PostAsJsonAsync("/api/reviews", review)).StatusCode == HttpStatusCode.Created);
        var path = made.Headers.Location!.OriginalString;
        (await client.GetFromJsonAsync<JsonElement>(path)).GetProperty("rating").GetInt32().ShouldBe(4);
        var rating = await client.GetFromJsonAsync<JsonElement>($"/api/ratings/{product}");
        (rating.GetProperty("count").GetInt32(), rating.GetProperty("average").GetDecimal()).ShouldBe((1, 4m));

        // What a product's page shows of it, without code of its own.
        var page = await client.GetFromJsonAsync<JsonElement>($"/api/products/{product}/overview");
        page.GetProperty("_parts").EnumerateObject().ShouldBeEmpty();
        page.GetProperty("product").GetProperty("id").GetString().ShouldBe(product);
        page.GetProperty("rating").GetProperty("count").GetInt32().ShouldBe(1);
        page.GetProperty("reviews").GetProperty("items")[0].GetProperty("title").GetString().ShouldBe("Gut");

        // One key, one effect, by the hub.
        for (var i = 0; i < 2; i++)
        {
            using var change = new HttpRequestMessage(HttpMethod.Put, path)
            {
                Headers = { { "Idempotency-Key", "one" }, { "If-Match", made.Headers.ETag!.Tag } },
                Content = JsonContent.Create(review with { rating = 5 }),
            };
            using var changed = await client.SendAsync(change);
            changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await demo.RunAsync("routes")).Output.ShouldMatch("reviews\\.write +new only");
        (await demo.FailAsync("rollback", "reviews.write", "--reason", "x")).ShouldContain("has no legacy side");
    }
}
