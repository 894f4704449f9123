using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;

namespace Hub.NewServices.Tests.Products;

public sealed class StockUnderLoad_on_SQLite() : StockUnderLoad(StoreEngine.Sqlite);

public sealed class StockUnderLoad_on_PostgreSQL() : StockUnderLoad(StoreEngine.Postgres);

/// <summary>Stock is never negative and always adds up, whatever is reserved, released, committed, and sent twice.</summary>
public abstract class StockUnderLoad(StoreEngine engine) : IAsyncLifetime
{
    private const int OnHand = 30;
    private static readonly string[] Products = ["P-2001", "P-2002", "P-2003"];
    private readonly ConcurrentDictionary<string, JsonElement> _kept = [];
    private RunningServices _services = null!;
    private int _refused;

    public async ValueTask InitializeAsync()
    {
        _services = await RunningServices.StartAsync(engine);
        foreach (var product in Products)
            await _services.StockLevels.ApplyAsync(Changes.Stock(product, OnHand), null, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task It_adds_up(int seed)
    {
        await using var node = engine == StoreEngine.Postgres ? await _services.StartNodeAsync() : null;
        RunningServices[] nodes = [_services, node ?? _services];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => WorkAsync(nodes[n % 2], $"{n}", new Random((seed * 100) + n))));

        _refused.ShouldBeGreaterThan(0, "the load has to ask for more than there is");
        foreach (var product in Products)
        {
            var (held, committed) = (Sum(product, "held"), Sum(product, "committed"));
            var stock = await StockAsync(_services, product);
            stock.GetProperty("onHand").GetDecimal().ShouldBe(OnHand - committed);
            stock.GetProperty("reserved").GetDecimal().ShouldBe(held);
            stock.GetProperty("available").GetDecimal().ShouldBe(OnHand - committed - held);
        }

        // The log tells each reservation as it stands, and none that was refused.
        var told = await _services.ReservationLog.ReadAsync(null, 1000, CancellationToken.None);
        told.Select(c => (c.Key, (string)c.Content!["state"]!)).Order()
            .ShouldBe(_kept.Select(k => (k.Key, k.Value.GetProperty("state").GetString()!)).Order());
    }

    private decimal Sum(string product, string state) => _kept.Values.Where(r => r.GetProperty("state").GetString() == state)
        .SelectMany(r => r.GetProperty("lines").EnumerateArray())
        .Where(l => l.GetProperty("sku").GetString() == product)
        .Sum(l => l.GetProperty("quantity").GetInt32());

    private async Task WorkAsync(RunningServices node, string worker, Random random)
    {
        for (var step = 0; step < 12; step++)
        {
            var reference = $"{worker}-{step}";
            var lines = string.Join(
                ",", Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
                    $$"""{"sku": "{{Products[random.Next(Products.Length)]}}", "quantity": {{random.Next(1, 6)}}}"""));
            var body = $$"""{"reference": "{{reference}}", "lines": [{{lines}}]}""";
            // Sent twice at once, as by a caller who did not wait for the answer: held once, or refused.
            var made = await Task.WhenAll(ReserveAsync(node, body), ReserveAsync(node, body));
            var holding = made.FirstOrDefault(a => a.Status == HttpStatusCode.Created);
            foreach (var answer in made.Where(a => a.Status != HttpStatusCode.Created))
                answer.ShouldBeProblem(HttpStatusCode.Conflict);
            foreach (var product in Products)
                (await StockAsync(node, product)).GetProperty("available").GetDecimal().ShouldBeGreaterThanOrEqualTo(0);
            if (holding is null)
            {
                Interlocked.Increment(ref _refused);
                (await node.GetAsync($"/api/reservations/{reference}")).ShouldBeProblem(HttpStatusCode.NotFound);
                continue;
            }

            var act = random.Next(4) switch { 0 => "commit", 1 or 2 => "release", _ => null };
            var path = $"/api/reservations/{reference}";
            if (act is not null)
                await Task.WhenAll(
                    Answer.PostAsync(node.Client, $"{path}/{act}", ""), Answer.PostAsync(node.Client, $"{path}/{act}", ""));
            _kept[reference] = (await node.GetAsync(path)).ShouldBeJson(HttpStatusCode.OK).Json;
        }
    }

    private static Task<Answer> ReserveAsync(RunningServices node, string body) =>
        Answer.PostAsync(node.Client, "/api/reservations", body);

    private static async Task<JsonElement> StockAsync(RunningServices node, string product) =>
        (await node.GetAsync($"/api/stock/{product}")).ShouldBeJson(HttpStatusCode.OK).Json;
}
