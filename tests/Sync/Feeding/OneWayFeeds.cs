using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Feeding;

/// <summary>Links without a bond: one way, and with copies.</summary>
public sealed class OneWayFeeds() : StoreTest(StoreEngine.Sqlite)
{
    [Fact]
    public async Task What_the_target_took_is_told_once_and_copies_tell_nothing_besides()
    {
        var (legacy, service) = (new FakeSystem("L", Side.Legacy), new FakeSystem("N", Side.New));
        var copy = new FakeSystem("C", Side.New);
        service.Refuses = c => c.Content?["value"]?.GetValue<int>() == 13 ? "no" : null;
        legacy.Write("K", 1);
        legacy.Write("K", 2);
        legacy.Write("X", 13);
        await using var hub = await TestHub.StartAsync(
            Stores, legacy, service, TestHub.Link(copies: "service:copy"), copy: copy);
        await hub.CaughtUpAsync();
        using var client = hub.Client();
        var told = (await client.GetFromJsonAsync<JsonArray>("/hub/feed/orders"))!.ShouldHaveSingleItem()!;
        (told["subject"]!.ToString(), told["data"]!.ToJsonString()).ShouldBe(("N-1", """{"value":2}"""));
        copy.Effects.Count.ShouldBe(3);
        legacy.Delete("K");
        await Eventually.HoldsAsync(async () => (await client.GetFromJsonAsync<JsonArray>("/hub/feed/orders"))!
            .Single()!["type"]!.ToString() == "hub.record.deleted");
    }

    [Fact]
    public async Task Keys_of_other_records_are_told_as_the_new_side_has_them()
    {
        var systems = new LinkedSystems();
        await using var hub = await systems.StartAsync(Stores, LinkedSystems.Contracts, LinkedSystems.Customers,
            TestHub.Linked("orders", bothWays: true, ("customers", "customerId")));
        systems.Legacy("customers").Write("C-1", "{}");
        await hub.CaughtUpAsync();
        systems.New("orders").Write("O-1", """{ "customerId": "Ncu-1" }""");
        systems.Legacy("orders").Write("O-2", """{ "customerId": "C-1" }""");
        using var client = hub.Client();
        await Eventually.HoldsAsync(async () => (await client.GetFromJsonAsync<JsonArray>("/hub/feed/orders"))!.Count == 2);
        var told = (await client.GetFromJsonAsync<JsonArray>("/hub/feed/orders"))!;
        told.Select(t => t!["data"]!["customerId"]!.ToString()).ShouldBe(["Ncu-1", "Ncu-1"]);
        told.Select(t => t!["side"]!.ToString()).ShouldBe(["legacy", "new"], ignoreOrder: true);
    }
}
