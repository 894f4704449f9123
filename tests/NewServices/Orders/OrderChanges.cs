using System.Net;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests.Orders;

public sealed class OrderChanges_on_SQLite() : OrderChanges(StoreEngine.Sqlite);

public sealed class OrderChanges_on_PostgreSQL() : OrderChanges(StoreEngine.Postgres);

/// <summary>What becomes of the legacy side's changes.</summary>
public abstract class OrderChanges(StoreEngine engine) : IAsyncLifetime
{
    private RunningServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await RunningServices.StartAsync(engine);

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task An_order_first_made_there_keeps_its_id_here()
    {
        (await _services.ApplyAsync(Changes.Order("O-3001", 7))).ShouldBe(new ApplyResult(ApplyOutcome.Applied, "O-3001"));

        (await StatusAsync("O-3001")).ShouldBe("new");
    }

    [Fact]
    public async Task A_change_applied_again_has_no_further_effect()
    {
        await _services.ApplyAsync(Changes.Order("O-3001", 7));

        (await _services.ApplyAsync(Changes.Order("O-3001", 7))).ShouldBe(new ApplyResult(ApplyOutcome.AlreadyApplied, "O-3001"));
        (await _services.ReadLogAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_older_change_does_not_undo_a_newer_one()
    {
        await _services.ApplyAsync(Changes.Order("O-3001", 7, "shipped"));

        (await _services.ApplyAsync(Changes.Order("O-3001", 6, "released"))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await StatusAsync("O-3001")).ShouldBe("shipped");
    }

    [Fact]
    public async Task Changes_that_came_from_the_legacy_side_are_logged_as_its_own_so_that_none_goes_back()
    {
        await _services.ApplyAsync(Changes.Order("O-3001", 7));
        await _services.ApplyAsync(Changes.Order("O-3001", 8, "released"));

        // One entry a record: the latest tells all of it, and the log does not grow with the changes.
        var log = await _services.ReadLogAsync();
        log.Select(c => (c.Key, c.Origin, c.Version)).ShouldBe([("O-3001", Side.Legacy, 2)]);
    }

    [Fact]
    public async Task An_order_placed_here_that_comes_back_is_known_by_its_external_reference()
    {
        var placed = (await _services.PlaceAsync()).Json;
        var reference = placed.GetProperty("externalReference").GetString();

        var back = Changes.Order("O-3044", 7, "released", reference);
        (await _services.ApplyAsync(back)).ShouldBe(new ApplyResult(ApplyOutcome.Applied, "O-500001"));

        (await StatusAsync("O-500001")).ShouldBe("released");
        (await _services.GetAsync("/api/orders/O-3044")).ShouldBeProblem(HttpStatusCode.NotFound);
        var found = (await _services.GetAsync($"/api/orders?externalReference={reference}")).Json.GetProperty("items");
        found.GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task An_order_that_comes_back_unchanged_changes_nothing_but_is_remembered()
    {
        var placed = await _services.PlaceAsync();
        var reference = placed.Json.GetProperty("externalReference").GetString();
        var same = Changes.Upsert("O-3044", 7, reference, placed.Text.Replace("O-500001", "O-3044", StringComparison.Ordinal));

        (await _services.ApplyAsync(same)).ShouldBe(new ApplyResult(ApplyOutcome.AlreadyApplied, "O-500001"));

        (await _services.ReadLogAsync()).Count.ShouldBe(1);
        var older = Changes.Order("O-3044", 6, "cancelled", reference);
        (await _services.ApplyAsync(older, "O-500001")).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await StatusAsync("O-500001")).ShouldBe("new");
    }

    [Fact]
    public async Task A_known_key_needs_no_external_reference()
    {
        await _services.PlaceAsync();

        (await _services.ApplyAsync(Changes.Order("O-3044", 7, "shipped"), "O-500001")).Key.ShouldBe("O-500001");
        var order = (await _services.GetAsync("/api/orders/O-500001")).Json;
        order.GetProperty("status").GetString().ShouldBe("shipped");
        order.GetProperty("externalReference").GetString()
            .ShouldNotBeNullOrEmpty("the order keeps the reference it was placed under");
    }

    [Fact]
    public async Task An_order_of_the_same_number_that_is_another_one_is_not_overwritten()
    {
        await _services.PlaceAsync();

        (await _services.ApplyAsync(Changes.Order("O-500001", 7))).Outcome.ShouldBe(ApplyOutcome.Refused);
        (await _services.ApplyAsync(Changes.Order("O-500001", 7, externalReference: "other"))).Outcome
            .ShouldBe(ApplyOutcome.Refused);
    }

    [Fact]
    public async Task The_deletion_of_an_order_that_never_came_here_deletes_none_that_has_its_number()
    {
        await _services.PlaceAsync();
        (await _services.ApplyAsync(Changes.Order("O-500001", 7))).Outcome.ShouldBe(ApplyOutcome.Refused);

        (await _services.ApplyAsync(Changes.Delete("O-500001", 8))).ShouldBe(new ApplyResult(ApplyOutcome.AlreadyApplied, null));
        (await StatusAsync("O-500001")).ShouldBe("new");
    }

    [Fact]
    public async Task Who_made_an_order_is_known_before_the_hub_keeps_both_keys()
    {
        await _services.PlaceAsync();
        await _services.ApplyAsync(Changes.Order("O-3001", 7));

        (await _services.Orders.FindCounterpartAsync("O-3001", CancellationToken.None)).Key.ShouldBe("O-3001");
        (await _services.Orders.FindCounterpartAsync("O-500001", CancellationToken.None)).Key.ShouldBeNull();
    }

    [Fact]
    public async Task An_external_reference_of_another_order_is_refused()
    {
        var reference = (await _services.PlaceAsync()).Json.GetProperty("externalReference").GetString();
        await _services.ApplyAsync(Changes.Order("O-3001", 7));

        (await _services.ApplyAsync(Changes.Order("O-3001", 8, externalReference: reference), "O-3001")).Outcome
            .ShouldBe(ApplyOutcome.Refused);
    }

    [Theory]
    [InlineData("""{"id": "O-3001"}""", "$")]
    [InlineData(
        """{"id":"O-3001","customerId":null,"placedAt":"2026-01-02T03:04:05Z","status":"new","total":1,"lines":[]}""",
        "customerId")]
    [InlineData(
        """{"id":"O-3001","customerId":"Smith","placedAt":"2026-01-02T03:04:05","status":"new","total":1,"lines":[]}""",
        "placedAt")]
    [InlineData(
        """{"id":"O-3001","customerId":"Smith","placedAt":"2026-01-02T03:04:05Z","status":"lost","total":1,"lines":[]}""",
        "status")]
    [InlineData(
        """{"id":"O-3001","customerId":"Smith","placedAt":"2026-01-02T03:04:05Z","status":1,"total":1,"lines":[]}""", "status")]
    [InlineData(
        """{"id":"O-3001","customerId":"Smith","placedAt":"2026-01-02T03:04:05Z","status":"new","total":"1","lines":[]}""",
        "total")]
    [InlineData(
        """{"id":"O-3001","customerId":"Smith","placedAt":"2026-01-02T03:04:05Z","status":"new","total":1,"lines":[null]}""",
        "lines")]
    [InlineData(
        """{"id":"O-3001","customerId":"Smith","placedAt":"2026-01-02T03:04:05Z","status":"new","total":1,"lines":[],"vat":1}""",
        "vat")]
    public async Task What_is_no_order_of_the_contract_is_refused_and_says_where(string content, string place)
    {
        var refused = await _services.ApplyAsync(Changes.Upsert("O-3001", 7, null, content));

        refused.Outcome.ShouldBe(ApplyOutcome.Refused);
        refused.Reason!.ShouldContain(place);
        refused.Reason!.ShouldNotContain("Smith");
        (await _services.ApplyAsync(Changes.Order("O-3001", 7))).Outcome
            .ShouldBe(ApplyOutcome.Applied, "a refused change must not count as applied");
    }

    [Fact]
    public async Task A_deleted_order_is_gone_and_not_brought_back_by_an_older_change()
    {
        await _services.ApplyAsync(Changes.Order("O-3001", 7));
        (await _services.ApplyAsync(Changes.Delete("O-3001", 9))).Outcome.ShouldBe(ApplyOutcome.Applied);

        (await _services.ApplyAsync(Changes.Order("O-3001", 8))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await _services.GetAsync("/api/orders/O-3001")).ShouldBeProblem(HttpStatusCode.NotFound);
        var last = (await _services.ReadLogAsync())[^1];
        (last.Kind, last.Content, last.Version).ShouldBe((ChangeKind.Delete, null, 2));
    }

    [Fact]
    public async Task A_delete_that_overtakes_the_order_it_deletes_wins()
    {
        (await _services.ApplyAsync(Changes.Delete("O-3001", 9))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);

        (await _services.ApplyAsync(Changes.Order("O-3001", 8))).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await _services.GetAsync("/api/orders/O-3001")).ShouldBeProblem(HttpStatusCode.NotFound);
    }

    private async Task<string?> StatusAsync(string id) =>
        (await _services.GetAsync($"/api/orders/{id}")).ShouldBeJson(HttpStatusCode.OK).Json.GetProperty("status").GetString();
}
