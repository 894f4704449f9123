using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests.Products;

public sealed class ProductChanges_on_SQLite() : ProductChanges(StoreEngine.Sqlite);

public sealed class ProductChanges_on_PostgreSQL() : ProductChanges(StoreEngine.Postgres);

public abstract class ProductChanges(StoreEngine engine) : IAsyncLifetime
{
    private RunningServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await RunningServices.StartAsync(engine);

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_change_applied_again_has_no_further_effect()
    {
        (await ApplyAsync(Changes.Product("P-2001"))).ShouldBe(new ApplyResult(ApplyOutcome.Applied, "P-2001"));
        (await ApplyAsync(Changes.Product("P-2001"))).ShouldBe(new ApplyResult(ApplyOutcome.AlreadyApplied, "P-2001"));
    }

    [Fact]
    public async Task An_older_change_does_not_undo_a_newer_one()
    {
        await ApplyAsync(Changes.Product("P-2001", "2.00", version: 2));

        (await ApplyAsync(Changes.Product("P-2001", "1.00", version: 1))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await PriceAsync("P-2001")).ShouldBe("2.00");
    }

    [Fact]
    public async Task A_deleted_product_is_not_brought_back_by_an_older_change()
    {
        await ApplyAsync(Changes.Product("P-2001", version: 1));
        (await ApplyAsync(Changes.Delete("P-2001", version: 3))).Outcome.ShouldBe(ApplyOutcome.Applied);

        (await ApplyAsync(Changes.Product("P-2001", version: 2))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await _services.GetAsync("/api/products/P-2001")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await ApplyAsync(Changes.Product("P-2001", version: 4))).Outcome.ShouldBe(ApplyOutcome.Applied);
    }

    [Fact]
    public async Task What_is_no_product_of_the_contract_is_refused_without_repeating_it()
    {
        var refused = await ApplyAsync(Changes.Upsert("P-2001", 1, null, """{"id": "P-2001", "price": "John Smith"}"""));

        refused.Outcome.ShouldBe(ApplyOutcome.Refused);
        refused.Reason!.ShouldContain("$.price");
        refused.Reason!.ShouldNotContain("Smith");
        (await ApplyAsync(Changes.Product("P-2001"))).Outcome
            .ShouldBe(ApplyOutcome.Applied, "a refused change must not count as applied");
    }

    [Fact]
    public async Task A_member_that_would_be_lost_is_refused()
    {
        var change = Changes.Product("P-2001");
        change.Content!["colour"] = "red";

        (await ApplyAsync(change)).Outcome.ShouldBe(ApplyOutcome.Refused);
    }

    [Fact]
    public async Task A_price_made_in_memory_is_understood_too()
    {
        var change = Changes.Product("P-2001");
        change.Content!["price"] = JsonValue.Create(7);

        (await ApplyAsync(change)).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await _services.Prices.ApplyAsync(change with { Version = 9 }, null, CancellationToken.None)).Outcome
            .ShouldBe(ApplyOutcome.Applied);
    }

    [Fact]
    public async Task What_was_applied_is_there_after_a_restart()
    {
        await ApplyAsync(Changes.Product("P-2001", "2.00", version: 2));
        await _services.RestartAsync();

        (await PriceAsync("P-2001")).ShouldBe("2.00");
        (await ApplyAsync(Changes.Product("P-2001", "1.00", version: 1))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
    }

    [Fact]
    public async Task Pages_go_by_the_characters_of_the_ids_and_not_by_a_language()
    {
        string[] ids = ["P-10", "P-9", "P-B", "P-a", "P_1", "p-1"];
        foreach (var id in ids.Reverse())
            await ApplyAsync(Changes.Product(id));

        var found = new List<string>();
        while (found.Count < ids.Length)
        {
            var after = found.Count == 0 ? "" : $"&after={found[^1]}";
            var page = (await _services.GetAsync($"/api/products?limit=2{after}"))
                .ShouldBeJson(HttpStatusCode.OK);
            found.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("id").GetString()!));
        }

        found.ShouldBe(ids);
    }

    [Fact]
    public async Task A_store_that_fails_is_503_to_a_caller_and_unavailable_to_sync()
    {
        await using (var store = _services.Stores.Open("products"))
            await store.WriteAsync((c, t) => c.ExecuteAsync("DROP TABLE products", transaction: t));

        var answer = await _services.GetAsync("/api/products/P-2001");
        answer.ShouldBeProblem(HttpStatusCode.ServiceUnavailable).Text.ShouldNotContain("table");
        await Should.ThrowAsync<ChangeTargetUnavailableException>(() => ApplyAsync(Changes.Product("P-2001")));
    }

    private Task<ApplyResult> ApplyAsync(Change change) => _services.Products.ApplyAsync(change, null, CancellationToken.None);

    private async Task<string> PriceAsync(string id) =>
        (await _services.GetAsync($"/api/products/{id}")).ShouldBeJson(HttpStatusCode.OK).Json.GetProperty("price").GetRawText();
}
