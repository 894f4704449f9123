using System.Net;
using System.Text.Json;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests.Reviews;

public sealed class RatingsUnderLoad_on_SQLite() : RatingsUnderLoad(StoreEngine.Sqlite);

public sealed class RatingsUnderLoad_on_PostgreSQL() : RatingsUnderLoad(StoreEngine.Postgres);

/// <summary>A rating is what its reviews come to, whatever is written, changed, deleted and sent twice at once.</summary>
public abstract class RatingsUnderLoad(StoreEngine engine) : IAsyncLifetime
{
    private static readonly string[] Products = ["P-2001", "P-2002", "P-2003"];
    private RunningServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await RunningServices.StartAsync(engine);

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Ratings_are_what_the_reviews_come_to(int seed)
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => CustomerAsync($"C-{n}", new Random((seed * 100) + n))));
        var reviews = (await GetAsync("/api/reviews?limit=200")).GetProperty("items").EnumerateArray().ToList();
        reviews.ShouldNotBeEmpty();
        foreach (var product in Products)
        {
            var stars = reviews.Where(r => r.GetProperty("productId").GetString() == product)
                .Select(r => r.GetProperty("rating").GetInt32()).ToList();
            var rating = await GetAsync($"/api/ratings/{product}");
            rating.GetProperty("count").GetInt32().ShouldBe(stars.Count);
            rating.GetProperty("stars").EnumerateArray().Select(s => s.GetInt32())
                .ShouldBe(Enumerable.Range(1, 5).Select(n => stars.Count(s => s == n)));
        }

        // The log tells each review as it stands.
        var told = await _services.ReviewLog.ReadAsync(null, 1000, CancellationToken.None);
        told.Where(c => c.Kind == ChangeKind.Upsert).Select(c => c.Key).Order(StringComparer.Ordinal)
            .ShouldBe(reviews.Select(r => r.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
    }

    private async Task CustomerAsync(string customer, Random random)
    {
        foreach (var product in Products)
            await _services.Purchases.ApplyAsync(
                Changes.Upsert($"O-{customer}-{product}", 1, null, $$"""
                    {"customerId": "{{customer}}", "status": "shipped", "lines": [{"sku": "{{product}}"}]}
                    """),
                null, CancellationToken.None);
        for (var step = 0; step < 12; step++)
        {
            var product = Products[random.Next(Products.Length)];
            var body = $$"""{"productId": "{{product}}", "customerId": "{{customer}}", "rating": {{random.Next(1, 6)}}}""";
            var mine = (await GetAsync($"/api/reviews?customerId={customer}&productId={product}")).GetProperty("items");
            if (mine.GetArrayLength() == 0)
            {
                // Sent twice at once, as by a caller who did not wait for the answer.
                var request = Guid.NewGuid().ToString();
                var made = await Task.WhenAll(
                    _services.PostAsAsync(request, "/api/reviews", body), _services.PostAsAsync(request, "/api/reviews", body));
                made.Select(a => a.Status).ShouldBe([HttpStatusCode.Created, HttpStatusCode.Created]);
                made[0].Text.ShouldBe(made[1].Text);
            }
            else
            {
                var path = $"/api/reviews/{mine[0].GetProperty("id").GetString()}";
                var answer = random.Next(3) == 0
                    ? await Answer.DeleteAsync(_services.Client, path)
                    : await Answer.PutAsync(_services.Client, path, body);
                ((int)answer.Status).ShouldBeLessThan(300, answer.Text);
            }
        }
    }

    private async Task<JsonElement> GetAsync(string path) =>
        (await _services.GetAsync(path)).ShouldBeJson(HttpStatusCode.OK).Json;
}
