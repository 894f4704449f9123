using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Erp;
using Hub.ServiceKit.Changes;
using Hub.Tests;

namespace Hub.Adapters.Tests.Changes;

public sealed class ErpChanges(ErpSide side) : IClassFixture<ErpSide>, IAsyncLifetime
{
    private IChangeTarget Target => side.Adapters.Target("adapter:erp", "orders");

    public async ValueTask InitializeAsync() => await side.Landscape.BehaveAsync("normal");

    public async ValueTask DisposeAsync() => await side.Landscape.BehaveAsync("normal");

    [Fact]
    public async Task Changes_are_read_from_the_beginning_and_on_from_any_of_them()
    {
        var source = side.Adapters.Source("adapter:erp", "products");

        var first = await source.ReadAsync(null, 5, CancellationToken.None);
        var next = await source.ReadAsync(first[^1].Position, 5, CancellationToken.None);
        first.Count.ShouldBe(5);
        first.Concat(next).Select(c => c.Version).ShouldBeInOrder();
        var change = first.First(c => c.Key == "P-2001");
        change.Origin.ShouldBe(Side.Legacy);
        change.Content!.ToJsonString().ShouldBe(
            """{"id":"P-2001","description":"Hex bolt M6 x 20, zinc plated","unit":"PCS","price":0.045"""
            + ""","active":true,"listedOn":"2019-01-20"}""");
    }

    [Fact]
    public async Task All_records_are_listed_each_as_it_stands()
    {
        var source = side.Adapters.Source("adapter:erp", "products");
        var listed = new List<ListedRecord>();
        await foreach (var page in ((IRecordListing)source).ListAsync(CancellationToken.None))
            listed.AddRange(page);
        var told = await AllAsync(source);
        listed.Select(r => (r.Key, r.Content!.ToJsonString())).ShouldBe(told.Select(c => (c.Key, c.Content!.ToJsonString())));
        listed.Count.ShouldBe(40);
    }

    [Fact]
    public async Task An_order_carries_its_customer_and_the_reference_it_came_by()
    {
        var reference = Reference();
        var applied = await Target.ApplyAsync(Order(reference), null, CancellationToken.None);

        var changes = await AllAsync(side.Adapters.Source("adapter:erp", "orders"));
        var change = changes.Single(c => c.ExternalReference == reference);
        change.Key.ShouldBe(applied.Key);
        change.CohortKey.ShouldBe("C-1001");
    }

    [Fact]
    public async Task An_order_is_created_once_however_often_it_is_applied()
    {
        var reference = Reference();
        var first = await Target.ApplyAsync(Order(reference), null, CancellationToken.None);
        var second = await Target.ApplyAsync(Order(reference), null, CancellationToken.None);
        var third = await Target.ApplyAsync(Order(reference), first.Key, CancellationToken.None);

        (first.Outcome, second.Outcome, third.Outcome)
            .ShouldBe((ApplyOutcome.Applied, ApplyOutcome.AlreadyApplied, ApplyOutcome.AlreadyApplied));
        first.Key!.ShouldStartWith("O-");
        second.Key.ShouldBe(first.Key);
        (await side.Landscape.CountByExternalReferenceAsync(reference)).ShouldBe(1);
    }

    [Theory]
    [InlineData("commitThenFail")]
    [InlineData("commitThenHang")]
    public async Task An_order_whose_outcome_was_unknown_is_found_and_not_created_again(string mode)
    {
        var reference = Reference();
        await side.Landscape.BehaveAsync(mode, times: 1, "PlaceOrder");

        await Should.ThrowAsync<ChangeTargetUnavailableException>(
            () => Target.ApplyAsync(Order(reference), null, CancellationToken.None));
        (await Target.ApplyAsync(Order(reference), null, CancellationToken.None)).Outcome.ShouldBe(ApplyOutcome.AlreadyApplied);
        (await side.Landscape.CountByExternalReferenceAsync(reference)).ShouldBe(1);
    }

    [Fact]
    public async Task An_order_that_may_still_be_under_way_is_not_created_a_second_time()
    {
        var reference = Reference();
        await side.Landscape.BehaveAsync("down", times: 1, "PlaceOrder");

        await Should.ThrowAsync<ChangeTargetUnavailableException>(
            () => Target.ApplyAsync(Order(reference), null, CancellationToken.None));
        var again = await Should.ThrowAsync<ChangeTargetUnavailableException>(
            () => Target.ApplyAsync(Order(reference), null, CancellationToken.None));
        again.Message.ShouldContain("may still be creating");
        // After twice the system's timeout it is made after all.
        var result = await Eventually.GetAsync("the order to be created", () => TryAsync(reference));
        result.Outcome.ShouldBe(ApplyOutcome.Applied);
        (await side.Landscape.CountByExternalReferenceAsync(reference)).ShouldBe(1);
    }

    [Fact]
    public async Task An_order_without_a_reference_whose_outcome_is_unknown_is_never_repeated()
    {
        var change = Order(reference: null) with { Key = "n-" + Reference() };
        await side.Landscape.BehaveAsync("commitThenFail", times: 1, "PlaceOrder");

        (await Target.ApplyAsync(change, null, CancellationToken.None)).Outcome.ShouldBe(ApplyOutcome.Refused);
        var again = await Target.ApplyAsync(change, null, CancellationToken.None);
        again.Outcome.ShouldBe(ApplyOutcome.Refused);
        again.Reason!.ShouldContain("outcome is not known");
    }

    [Fact]
    public async Task An_order_without_a_reference_is_made_once_also_where_the_hub_forgot_that_it_was()
    {
        var change = Order(reference: null) with { Key = "n-" + Reference() };
        var first = await Target.ApplyAsync(change, null, CancellationToken.None);
        var again = await Target.ApplyAsync(change with { Version = 2 }, null, CancellationToken.None);

        (first.Outcome, again.Outcome, again.Key).ShouldBe((ApplyOutcome.Applied, ApplyOutcome.AlreadyApplied, first.Key));
        // Its return in the feed is known by that as well, as nothing else tells where it comes from.
        (await Target.FindCounterpartAsync(first.Key!, CancellationToken.None)).Key.ShouldBe(change.Key);
        (await Target.FindCounterpartAsync("O-3001", CancellationToken.None)).Key.ShouldBeNull();
    }

    [Fact]
    public async Task An_order_the_ERP_will_never_take_is_refused_with_its_words()
    {
        var result = await Target.ApplyAsync(Order(Reference(), sku: "P-9999"), null, CancellationToken.None);

        result.Outcome.ShouldBe(ApplyOutcome.Refused);
        result.Reason!.ShouldContain("is not in the item master");
    }

    [Fact]
    public async Task An_order_that_differs_in_what_an_update_cannot_write_is_refused()
    {
        var reference = Reference();
        var key = (await Target.ApplyAsync(Order(reference), null, CancellationToken.None)).Key;

        var result = await Target.ApplyAsync(Order(reference, sku: "P-2002"), key, CancellationToken.None);
        result.Outcome.ShouldBe(ApplyOutcome.Refused);
        result.Reason!.ShouldContain("fields that the plan's 'update' does not write");
    }

    [Fact]
    public async Task An_order_goes_on_by_an_update_of_its_status()
    {
        var change = Order(Reference());
        var key = (await Target.ApplyAsync(change, null, CancellationToken.None)).Key!;
        var content = change.Content!.DeepClone().AsObject();
        content["status"] = "released";

        var result = await Target.ApplyAsync(
            change with { Version = 2, Content = content }, key, CancellationToken.None);
        result.Outcome.ShouldBe(ApplyOutcome.Applied);
        var order = await side.Adapters.Client.GetFromJsonAsync<JsonObject>($"/api/orders/{key}");
        order!["status"]!.ToString().ShouldBe("released");
    }

    [Fact]
    public async Task A_mapped_order_is_answered_under_its_public_key()
    {
        await side.Adapters.Identities.MapAsync("orders", "O-3002", "n-777");

        var order = await side.Adapters.Client.GetFromJsonAsync<JsonObject>("/api/orders/n-777");
        order!["id"]!.ToString().ShouldBe("n-777");
        using var unmapped = await side.Adapters.Client.GetAsync("/api/orders/n-778");
        unmapped.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<ApplyResult?> TryAsync(string reference)
    {
        try
        {
            return await Target.ApplyAsync(Order(reference), null, CancellationToken.None);
        }
        catch (ChangeTargetUnavailableException)
        {
            return null;
        }
    }

    private static async Task<List<Change>> AllAsync(IChangeSource source)
    {
        var all = new List<Change>();
        while (await source.ReadAsync(all.LastOrDefault()?.Position, 100, CancellationToken.None) is { Count: > 0 } changes)
            all.AddRange(changes);
        return all;
    }

    private static string Reference() => Guid.NewGuid().ToString("N");

    private static Change Order(string? reference, string sku = "P-2001")
    {
        var order = JsonNode.Parse($$"""
            {"id": "n-1", "customerId": "C-1001", "reference": "PO 1", "placedAt": "2026-01-02T03:04:05Z", "status": "new",
             "total": 0.09, "internal": 1,
             "lines": [{"sku": "{{sku}}", "quantity": 2, "unitPrice": 0.045, "amount": 0.09}]}
            """)!.AsObject();
        return new Change("n-1", "C-1001", 1, "1", Side.New, ChangeKind.Upsert, reference, order);
    }
}
