using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests;

public sealed class ListedRecords_on_SQLite() : ListedRecords(StoreEngine.Sqlite);

public sealed class ListedRecords_on_PostgreSQL() : ListedRecords(StoreEngine.Postgres);

/// <summary>What a service's tables hold is listed, whatever its outbox says; what was lost can be made again.</summary>
public abstract class ListedRecords(StoreEngine engine) : IAsyncLifetime
{
    private RunningServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await RunningServices.StartAsync(engine);

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Records_of_a_service_are_listed_by_page_as_its_tables_hold_them()
    {
        for (var n = 0; n < 3; n++)
            await _services.PlaceAsync();
        var listed = await AllAsync(_services.Orders);
        listed.Select(r => r.Key).ShouldBe(listed.Select(r => r.Content!["id"]!.ToString()));
        listed.Count.ShouldBe(3);
        await ExecuteAsync("orders", $"UPDATE orders SET reference = 'typed in' WHERE id = '{listed[1].Key}'");
        var again = await AllAsync(_services.Orders);
        again.Select(r => r.Content!["reference"]?.ToString()).ShouldBe([null, "typed in", null], ignoreOrder: true);
        (await AllAsync(_services.Customers)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_that_was_lost_is_made_again_as_the_other_side_has_it_and_told_to_nobody()
    {
        await _services.PlaceAsync();
        var listed = (await AllAsync(_services.Orders)).Single();
        await ExecuteAsync("orders", "DELETE FROM orders");
        var orders = (IComparingTarget)_services.Orders;
        (await orders.ReviseAsync(listed.Key, Save(null), CancellationToken.None)).Outcome.ShouldBe(ApplyOutcome.Refused);
        (await orders.ReviseAsync(listed.Key, Save(listed.Content!), CancellationToken.None)).Outcome
            .ShouldBe(ApplyOutcome.Applied);
        (await AllAsync(_services.Orders)).Single().Content!.ToJsonString().ShouldBe(listed.Content!.ToJsonString());
        var log = await _services.Log.ReadAsync(null, 10, CancellationToken.None);
        log[^1].Origin.ShouldBe(Side.Legacy);
        var broken = (JsonObject)listed.Content!.DeepClone();
        broken.Remove("customerId");
        await ExecuteAsync("orders", "DELETE FROM orders");
        (await orders.ReviseAsync(listed.Key, Save(broken), CancellationToken.None)).Outcome.ShouldBe(ApplyOutcome.Refused);
    }

    [Fact]
    public async Task A_copy_is_repaired_only_where_it_holds_what_was_found()
    {
        var prices = (IRecordCopy)_services.Prices;
        var listed = await AllAsync(_services.Prices);
        listed.Select(r => (r.Key, r.Content!.ToJsonString())).ShouldBe(
        [
            ("P-2001", """{"price":1.25,"active":true}"""), ("P-2002", """{"price":0.0450,"active":true}"""),
            ("P-2003", """{"price":3.99,"active":false}"""),
        ]);
        var whole = Changes.Product("P-2001", "9.99").Content!;
        prices.Keep(whole)!.ToJsonString().ShouldBe("""{"price":9.99,"active":true}""");
        prices.Keep([]).ShouldBeNull();
        var (found, other) = (listed[0].Content, listed[1].Content);
        (await prices.RepairAsync("P-2001", other, whole)).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await prices.RepairAsync("P-2001", found, [])).Outcome.ShouldBe(ApplyOutcome.Refused);
        (await prices.RepairAsync("P-2001", found, whole)).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await prices.RepairAsync("P-2002", other, null)).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await prices.RepairAsync("P-2004", null, whole)).Outcome.ShouldBe(ApplyOutcome.Applied);
        (await AllAsync(_services.Prices)).Select(r => (r.Key, r.Content!["price"]!.ToJsonString()))
            .ShouldBe([("P-2001", "9.99"), ("P-2003", "3.99"), ("P-2004", "9.99")]);
    }

    [Fact]
    public async Task Whole_copies_are_listed_as_they_show_their_records()
    {
        await _services.Products.ApplyAsync(Changes.Product("P-2001", "1.50"), null, CancellationToken.None);
        var listed = (await AllAsync(_services.Products)).Single();
        (listed.Key, listed.Content!["price"]!.ToJsonString()).ShouldBe(("P-2001", "1.50"));
        var whole = Changes.Product("P-2001", "2.00").Content!;
        (await ((IRecordCopy)_services.Products).RepairAsync("P-2001", listed.Content, whole)).Outcome
            .ShouldBe(ApplyOutcome.Applied);
        (await _services.GetAsync("/api/products/P-2001")).Text.ShouldContain("2.00");
        (await AllAsync(_services.Invoices)).ShouldBeEmpty();
    }

    private static RecordComparison Save(JsonObject? content) => new((_, _) =>
        content is null ? TargetDecision.Keep : new TargetDecision(TargetAct.Save, content.DeepClone().AsObject()));

    private static async Task<List<ListedRecord>> AllAsync(IChangeTarget target)
    {
        var all = new List<ListedRecord>();
        await foreach (var page in ((IRecordListing)target).ListAsync(CancellationToken.None))
            all.AddRange(page);
        return all;
    }

    private async Task ExecuteAsync(string service, string sql)
    {
        await using var store = _services.Stores.Open(service);
        await store.WriteAsync((c, t) => c.ExecuteAsync(sql, transaction: t));
    }
}
