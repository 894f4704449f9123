using System.Collections.Concurrent;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Hub.Sync.Parking;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests;

public sealed class WaitingTests_on_SQLite() : WaitingTests(StoreEngine.Sqlite);

public sealed class WaitingTests_on_PostgreSQL() : WaitingTests(StoreEngine.Postgres);

/// <summary>A change that names records the other side does not know waits for them.</summary>
public abstract class WaitingTests(StoreEngine engine) : StoreTest(engine)
{
    private static readonly LinkPlan[] Links = [LinkedSystems.Orders, LinkedSystems.Products, LinkedSystems.Customers];
    private readonly LinkedSystems _systems = new();

    [Fact]
    public async Task A_change_waits_for_its_parent_and_nobody_else_does()
    {
        await using var hub = await _systems.StartAsync(Stores, Links);
        _systems.Legacy("orders").Write("O-1", """{ "customerId": "C-1" }""");
        _systems.Legacy("orders").Write("O-2", """{ "customerId": null, "lines": [{}] }""");
        _systems.Legacy("orders").Write("O-3", """{ "lines": null }""");
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub) is { Position: "3", Waiting: 1 });
        var status = await OrdersAsync(hub);
        (status.Applied, status.Parked, status.CaughtUp, status.Error, status.Lag).ShouldBe((2, 0, false, null, TimeSpan.Zero));
        var waiting = (await hub.Waiting.ListAsync()).ShouldHaveSingleItem();
        (waiting.Key, waiting.Parent, waiting.ParentKey).ShouldBe(("O-1", "customers", "C-1"));

        _systems.Legacy("customers").Write("C-1", "{}");
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub) is { Applied: 3, Waiting: 0, CaughtUp: true });
        var order = _systems.New("orders").Taken.Single(c => c.Key == "O-1");
        (LinkedSystems.CustomerOf(order), order.CohortKey).ShouldBe(("Ncu-1", "Ncu-1"));
    }

    [Fact]
    public async Task The_first_load_of_children_begins_when_their_parents_are_loaded_and_none_of_them_waits()
    {
        const int Many = 1500;
        for (var i = 0; i < Many; i++)
        {
            _systems.Legacy("customers").Write($"C-{i}", "{}");
            _systems.Legacy("orders").Write($"O-{i}", $$"""{ "customerId": "C-{{Many - 1 - i}}" }""");
        }

        var loaded = new ConcurrentQueue<int>();
        _systems.Legacy("orders").BeforeRead = () =>
        {
            loaded.Enqueue(_systems.New("customers").Records.Count);
            return Task.CompletedTask;
        };
        // The order in the plan says nothing.
        await using var hub = await _systems.StartAsync(Stores, Links);
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub) is { Applied: Many, CaughtUp: true });
        loaded.ShouldAllBe(count => count == Many);
        // Each change once, of either link.
        (_systems.New("customers").Calls, _systems.New("orders").Calls).ShouldBe((Many, Many));
        _systems.Legacy("customers").Write("C-new", "{}");
        _systems.Legacy("orders").Write("O-new", """{ "customerId": "C-new" }""");
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub) is { Applied: Many + 1 });
    }

    [Fact]
    public async Task Parents_that_stand_still_are_waited_for_for_a_while_and_told_of()
    {
        var isBroken = true;
        _systems.Legacy("customers").BeforeRead = () => isBroken ? throw new InvalidDataException() : Task.CompletedTask;
        _systems.Legacy("customers").Write("C-1", "{}");
        _systems.Legacy("orders").Write("O-1", """{ "customerId": "C-1" }""");
        _systems.Legacy("orders").Write("O-2", "{}");
        await using var hub = await _systems.StartAsync(Stores, Links);
        await Eventually.HoldsAsync(async () => (await OrdersAsync(hub)).WaitsFor == "waits until customers are loaded");
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub) is { Applied: 1, Waiting: 1, WaitsFor: null });
        hub.Log.ShouldContain(l => l.Contains("although customers are not loaded", StringComparison.Ordinal));

        isBroken = false;
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub) is { Applied: 2, Waiting: 0 });
    }

    [Fact]
    public async Task What_flows_to_legacy_waits_too_and_names_its_parents_by_their_legacy_keys()
    {
        _systems.New("orders").Write("O-1", """{ "customerId": "C-500001" }""");
        await using var hub = await _systems.StartAsync(Stores, Links);
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub, Side.New) is { Position: "1", Waiting: 1 });

        _systems.New("customers").Write("C-500001", "{}");
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub, Side.New) is { Applied: 1, Waiting: 0 });
        var order = _systems.Legacy("orders").Taken.Single();
        // A cohort goes by public keys on either side.
        (LinkedSystems.CustomerOf(order), order.CohortKey).ShouldBe(("Lcu-1", "C-500001"));
    }

    [Fact]
    public async Task Every_entry_of_a_list_is_waited_for_and_translated()
    {
        _systems.Legacy("products").Write("P-1", "{}");
        _systems.Legacy("orders").Write(
            "O-1",
            """{ "customerId": "C-1", "lines": [{ "sku": "P-1" }, { "sku": "P-2" }, { "sku": "P-1" }, { "text": "P-1" }] }""");
        await using var hub = await _systems.StartAsync(Stores, Links);
        await WaitsForAsync(hub, "C-1");
        _systems.Legacy("customers").Write("C-1", "{}");
        await WaitsForAsync(hub, "P-2");
        _systems.Legacy("products").Write("P-2", "{}");
        await Eventually.HoldsAsync(() => _systems.New("orders").Taken.Count == 1);
        _systems.New("orders").Taken.Single().Content!["lines"]!.ToJsonString()
            .ShouldBe("""[{"sku":"Npr-1"},{"sku":"Npr-2"},{"sku":"Npr-1"},{"text":"P-1"}]""");
    }

    [Theory]
    [InlineData("skus[]", """{ "skus": ["P-1", null, "P-1"] }""", """{"skus":["Npr-1",null,"Npr-1"]}""")]
    [InlineData("lines.sku", """{ "lines": [{ "sku": "P-1" }] }""", """{"lines":[{"sku":"Npr-1"}]}""")]
    [InlineData(
        "first.parts[].sku",
        """{ "first": { "parts": [{ "sku": "P-1" }] }, "second": [] }""",
        """{"first":{"parts":[{"sku":"Npr-1"}]},"second":[]}""")]
    public async Task Keys_are_found_where_the_path_leads(string path, string content, string translated)
    {
        _systems.Legacy("products").Write("P-1", "{}");
        _systems.Legacy("orders").Write("O-1", content);
        await using var hub = await _systems.StartAsync(
            Stores, LinkedSystems.Products, TestHub.Linked("orders", false, ("products", path)));
        await Eventually.HoldsAsync(() => _systems.New("orders").Taken.Count == 1);
        _systems.New("orders").Taken.Single().Content!.ToJsonString().ShouldBe(translated);
    }

    [Fact]
    public async Task A_later_change_takes_the_place_of_the_one_that_waits()
    {
        var orders = _systems.Legacy("orders");
        orders.Write("O-1", """{ "customerId": "C-1" }""");
        orders.Write("O-1", """{ "customerId": "C-2" }""");
        orders.Write("O-2", """{ "customerId": "C-1" }""");
        orders.Write("O-2", """{ "customerId": null }""");
        orders.Repeat("O-1", version: 1);
        await using var hub = await _systems.StartAsync(Stores, Links);
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub) is { Position: "5", Waiting: 1, Applied: 1 });
        await WaitsForAsync(hub, "C-2");

        _systems.Legacy("customers").Write("C-1", "{}");
        _systems.Legacy("customers").Write("C-2", "{}");
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub) is { Applied: 2, Waiting: 0 });
        _systems.New("orders").Effects.ShouldBe([("O-2", 2L), ("O-1", 2L)]);
    }

    [Fact]
    public async Task A_delete_waits_for_nobody_and_nothing_of_the_record_waits_any_more()
    {
        _systems.Legacy("orders").Write("O-1", """{ "customerId": "C-1" }""");
        await using var hub = await _systems.StartAsync(Stores, Links);
        await WaitsForAsync(hub, "C-1");
        _systems.Legacy("orders").Delete("O-1");
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub) is { Applied: 1, Waiting: 0, CaughtUp: true });
        _systems.New("orders").Effects.ShouldBe([("O-1", 2L)]);
    }

    [Fact]
    public async Task What_waits_outlives_a_kill_and_a_lost_position()
    {
        _systems.Legacy("orders").Write("O-1", """{ "customerId": "C-1" }""");
        var first = await _systems.StartAsync(Stores, Links);
        await WaitsForAsync(first, "C-1");
        await first.ForgetPositionsAsync();
        await first.KillAsync();
        _systems.Legacy("customers").Write("C-1", "{}");

        await using var second = await _systems.StartAsync(Stores, Links);
        await Eventually.HoldsAsync(async () => await OrdersAsync(second) is { Applied: 1, Waiting: 0, Position: "1" });
        _systems.New("orders").Effects.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_chain_of_links_resolves_itself_from_its_end()
    {
        var customers = TestHub.Linked("customers", false, ("contracts", "contractId"));
        var orders = TestHub.Linked("orders", false, ("customers", "customerId"));
        await using var hub = await _systems.StartAsync(Stores, LinkedSystems.Contracts, customers, orders);
        _systems.Legacy("orders").Write("O-1", """{ "customerId": "C-1" }""");
        _systems.Legacy("customers").Write("C-1", """{ "contractId": "T-1" }""");
        await Eventually.HoldsAsync(async () => (await hub.Waiting.ListAsync()).Count == 2);
        _systems.Legacy("contracts").Write("T-1", "{}");
        await Eventually.HoldsAsync(async () => (await hub.Waiting.ListAsync()).Count == 0);
        _systems.New("orders").Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task When_a_parked_parent_is_replayed_its_children_follow()
    {
        _systems.New("customers").Refuses = _ => "no";
        _systems.Legacy("customers").Write("C-1", "{}");
        _systems.Legacy("orders").Write("O-1", """{ "customerId": "C-1" }""");
        await using var hub = await _systems.StartAsync(Stores, Links);
        await Eventually.HoldsAsync(
            async () => await OrdersAsync(hub) is { Waiting: 1, Parked: 0 } && (await hub.Parked.ListAsync()).Count == 1);
        _systems.New("customers").Refuses = _ => null;

        (await hub.Replay.RunAsync((await hub.Parked.ListAsync()).Single().Id, default)).Outcome.ShouldBe(ReplayOutcome.Applied);
        await Eventually.HoldsAsync(() => _systems.New("orders").Effects.Count == 1);
    }

    [Fact]
    public async Task A_parked_change_that_misses_a_parent_when_it_is_replayed_waits_instead()
    {
        var without = TestHub.Linked("orders");
        _systems.New("orders").Refuses = _ => "no such customer";
        _systems.Legacy("orders").Write("O-1", """{ "customerId": "C-1" }""");
        await using var hub = await _systems.StartAsync(Stores, without, LinkedSystems.Customers);
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 1);
        hub.Serve(TestHub.Plan(TestHub.Linked("orders", false, ("customers", "customerId")), LinkedSystems.Customers));
        _systems.New("orders").Refuses = _ => null;

        (await hub.Replay.RunAsync((await hub.Parked.ListAsync()).Single().Id, default)).Outcome.ShouldBe(ReplayOutcome.Waiting);
        (await hub.Parked.ListAsync()).ShouldBeEmpty();
        await WaitsForAsync(hub, "C-1");
        _systems.Legacy("customers").Write("C-1", "{}");
        await Eventually.HoldsAsync(() => _systems.New("orders").Taken.Count == 1);
    }

    [Fact]
    public async Task A_plan_without_the_parent_lets_go_of_what_waited_for_it()
    {
        _systems.Legacy("orders").Write("O-1", """{ "customerId": "C-1" }""");
        await using var hub = await _systems.StartAsync(Stores, Links);
        await WaitsForAsync(hub, "C-1");
        hub.Serve(TestHub.Plan(TestHub.Linked("orders"), LinkedSystems.Customers));
        await Eventually.HoldsAsync(() => _systems.New("orders").Taken.Count == 1);
        LinkedSystems.CustomerOf(_systems.New("orders").Taken.Single()).ShouldBe("C-1");
    }

    [Fact]
    public async Task Copies_wait_and_are_translated_as_the_new_side_is()
    {
        _systems.Legacy("orders").Write("O-1", """{ "customerId": "C-1" }""");
        var copied = TestHub.Linked("orders", false, ("customers", "customerId")) with { Copies = [SideName.Service("copy")] };
        await using var hub = await _systems.StartAsync(Stores, LinkedSystems.Customers, copied);
        await Eventually.HoldsAsync(async () => (await hub.Waiting.ListAsync()).Count == 2);
        _systems.Legacy("customers").Write("C-1", "{}");
        await Eventually.HoldsAsync(() => _systems.Copy.Taken.Count == 1);
        LinkedSystems.CustomerOf(_systems.Copy.Taken.Single()).ShouldBe("Ncu-1");
    }

    [Fact]
    public async Task Who_waits_for_long_is_told_of_once_and_shown_for_as_long()
    {
        _systems.Legacy("orders").Write("O-1", """{ "customerId": "C-1" }""");
        await using var hub = await _systems.StartAsync(
            Stores, TestHub.Quick with { WaitWarning = TimeSpan.FromMilliseconds(1) }, null, Links);
        await Eventually.HoldsAsync(async () =>
            (await OrdersAsync(hub)).Warning?.StartsWith("changes have waited since ", StringComparison.Ordinal) == true);
        await Eventually.HoldsAsync(
            () => hub.Log.Count(l => l.Contains("changes (1) have waited for customers", StringComparison.Ordinal)) == 1);

        // When the next one is told of, it has looked at the first again.
        _systems.Legacy("orders").Write("O-2", """{ "customerId": "C-2" }""");
        await Eventually.HoldsAsync(
            () => hub.Log.Count(l => l.Contains("changes (1) have waited for customers", StringComparison.Ordinal)) == 2);
        hub.Log.ShouldAllBe(l => !l.Contains("C-1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_target_that_fails_once_nothing_is_missing_is_asked_again_and_a_refusal_is_parked()
    {
        var calls = 0;
        _systems.New("orders").Before = (_, _) => Interlocked.Increment(ref calls) < 3
            ? throw new InvalidDataException()
            : Task.CompletedTask;
        _systems.New("orders").Refuses = c => c.Key == "O-2" ? "no" : null;
        _systems.Legacy("orders").Write("O-1", """{ "customerId": "C-1" }""");
        _systems.Legacy("orders").Write("O-2", """{ "customerId": "C-1" }""");
        await using var hub = await _systems.StartAsync(Stores, Links);
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub) is { Waiting: 2 });
        _systems.Legacy("customers").Write("C-1", "{}");
        await Eventually.HoldsAsync(async () => await OrdersAsync(hub) is { Waiting: 0, Applied: 1, Parked: 1 });
        (await hub.Parked.ListAsync()).Single().Key.ShouldBe("O-2");
    }

    /// <summary>
    /// Random parents, random kills: every order is there in its last version, none before its customer, none twice, no
    /// older one after a newer one.
    /// </summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task Whatever_is_killed_every_child_comes_after_its_parent_and_none_is_lost(int seed)
    {
        var random = new Random(seed);
        int Roll(int sides)
        {
            lock (random)
                return random.Next(sides);
        }

        var early = new ConcurrentQueue<string>();
        _systems.New("orders").Before = (c, _) =>
        {
            if (!_systems.New("customers").Records.ContainsKey(LinkedSystems.CustomerOf(c)!))
                early.Enqueue(c.Key);
            return Roll(6) == 0 ? throw new InvalidDataException() : Task.Delay(Roll(3));
        };
        var options = TestHub.Quick with
        {
            Window = 1 + Roll(30),
            LongestPause = TimeSpan.FromMilliseconds(10),
            AttemptsBeforeParking = 1000,
        };
        LinkPlan[] links = [LinkedSystems.Customers, TestHub.Linked("orders", false, ("customers", "customerId"))];
        var written = new Dictionary<string, long>();
        for (var life = 0; life < 4; life++)
        {
            var hub = await _systems.StartAsync(Stores, options, null, links);
            var goal = _systems.New("orders").Effects.Count + 5 + Roll(10);
            for (var i = 0; i < 40; i++)
            {
                var key = $"O-{Roll(25)}";
                written[key] = written.GetValueOrDefault(key) + 1;
                _systems.Legacy("orders").Write(key, $$"""{ "customerId": "C-{{Roll(12)}}" }""");
            }

            for (var customer = life * 3; customer < (life + 1) * 3; customer++)
                _systems.Legacy("customers").Write($"C-{customer}", "{}");
            await Eventually.HoldsAsync(async () => _systems.New("orders").Effects.Count >= goal
                || (await OrdersAsync(hub)).Position == $"{(life + 1) * 40}");
            await hub.KillAsync();
        }

        await using var last = await _systems.StartAsync(Stores, options, null, links);
        await Eventually.HoldsAsync(async () => await OrdersAsync(last) is { Position: "160", CaughtUp: true });
        early.ShouldBeEmpty();
        var effects = _systems.New("orders").Effects;
        effects.Distinct().Count().ShouldBe(effects.Count);
        foreach (var key in effects.GroupBy(e => e.Key))
        {
            key.Select(e => e.Version).ShouldBeInOrder();
            key.Last().Version.ShouldBe(written[key.Key]);
        }

        effects.Select(e => e.Key).Distinct().Count().ShouldBe(written.Count);
        (await last.Parked.ListAsync()).ShouldBeEmpty();
    }

    private static Task<LinkStatus> OrdersAsync(TestHub hub, Side origin = Side.Legacy) => hub.StatusOfAsync("orders", origin);

    private static Task WaitsForAsync(TestHub hub, string parent) =>
        Eventually.HoldsAsync(async () => await hub.Waiting.ListAsync() is [var one] && one.ParentKey == parent);
}
