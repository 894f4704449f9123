using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Messaging;
using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests;

public sealed class SurfaceTests() : StoreTest(StoreEngine.Sqlite)
{
    private readonly FakeSystem _legacy = new("L", Side.Legacy);
    private readonly FakeSystem _new = new("N", Side.New);

    [Fact]
    public async Task The_hubs_surface_tells_the_links_and_the_parked_changes_and_replays_them()
    {
        _new.Refuses = _ => "refused";
        _legacy.Write("K", 1);
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        await hub.CaughtUpAsync();
        using var client = hub.Client();

        var link = (await client.GetFromJsonAsync<JsonArray>("/hub/api/sync/links"))!.Single()!;
        (link["entity"]!.GetValue<string>(), link["parked"]!.GetValue<int>()).ShouldBe(("orders", 1));
        var parked = (await client.GetFromJsonAsync<JsonArray>("/hub/api/sync/parked"))!.Single()!;
        parked["stream"]!.GetValue<string>().ShouldBe("orders: adapter:erp > service:orders");
        var replay = $"/hub/api/sync/parked/{parked["id"]}/replay";
        (await client.PostAsync(replay, null)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        _new.Refuses = _ => null;
        (await client.PostAsync(replay, null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync(replay, null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Deletions_are_allowed_of_a_link_that_asks_for_them_and_with_a_reason()
    {
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        using var client = hub.Client();
        const string Deletions = "/hub/api/sync/links/orders/deletions";
        var reason = new { reason = "the orders of 2010 were archived" };
        using var none = await client.PostAsJsonAsync(Deletions, reason);
        none.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await none.Content.ReadAsStringAsync()).ShouldContain("No reading of orders in adapter:erp asks for deletions");

        _legacy.Gone = 40;
        using var given = await client.PostAsJsonAsync(Deletions, reason);
        given.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await given.Content.ReadFromJsonAsync<JsonObject>())!["count"]!.GetValue<int>().ShouldBe(40);
        using var silent = await client.PostAsJsonAsync(Deletions, new { why = "no" });
        silent.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var told = await silent.Content.ReadAsStringAsync();
        told.ShouldContain("is not known; known is reason");
        told.ShouldContain("is required");
        using var unknown = await client.PostAsJsonAsync("/hub/api/sync/links/ordres/deletions", reason);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("did you mean 'orders'?");
    }

    [Fact]
    public void A_link_to_a_system_the_plan_does_not_have_is_a_fault()
    {
        var link = TestHub.Link(copies: ["http://copy", "adapter:crm"]);
        var errors = new PlanErrors();
        new LinkPlanRule().Check(TestHub.Plan(link), errors);
        errors.Select(e => e.Message).ShouldBe([
            "'http://copy' cannot be synced; name 'adapter:<system>' or 'service:<name>' (only 'new' is an address as well)",
            "'adapter:crm' names a system the plan does not have; it has erp",
        ]);
    }

    [Fact]
    public void A_link_that_names_a_side_twice_is_a_fault()
    {
        var errors = new PlanErrors();
        new LinkPlanRule().Check(TestHub.Plan(TestHub.Link(copies: "service:orders")), errors);
        errors.ShouldHaveSingleItem().Message.ShouldContain("twice");
    }

    [Fact]
    public void A_key_has_the_same_partition_in_every_process() =>
        new PartitionedQueue("sync", 8).PartitionOf("O-3001").ShouldBe(1);
}
