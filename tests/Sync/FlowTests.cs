using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests;

public sealed class FlowTests_on_SQLite() : FlowTests(StoreEngine.Sqlite);

public sealed class FlowTests_on_PostgreSQL() : FlowTests(StoreEngine.Postgres);

public abstract class FlowTests(StoreEngine engine) : StoreTest(engine)
{
    private readonly FakeSystem _legacy = new("L", Side.Legacy);
    private readonly FakeSystem _new = new("N", Side.New);

    [Fact]
    public async Task Every_change_is_applied_once_and_its_keys_are_mapped()
    {
        var keys = Enumerable.Range(0, 200).Select(i => _legacy.Write(null, i)).ToList();
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        await hub.CaughtUpAsync();

        _new.Effects.Count.ShouldBe(200);
        _new.Effects.Distinct().Count().ShouldBe(200);
        foreach (var key in keys)
            _new.Records[(await hub.Identities.FindNewAsync("orders", key))!].Content!["value"]!.ToJsonString()
                .ShouldBe(_legacy.Records[key].Content!["value"]!.ToJsonString());
    }

    [Fact]
    public async Task A_record_that_has_the_same_key_on_both_sides_is_mapped_as_well()
    {
        _legacy.Write("P-1", 1);
        await using var hub = await TestHub.StartAsync(Stores, _legacy, new FakeSystem("S", Side.New, ownKeys: false));
        await hub.CaughtUpAsync();
        (await hub.Identities.FindLegacyAsync("orders", "P-1")).ShouldBe("P-1");
    }

    [Fact]
    public async Task Changes_of_one_key_are_applied_in_order()
    {
        for (var i = 0; i < 300; i++)
            _legacy.Write($"K-{i % 7}", i);
        _new.Before = (_, _) => Task.Delay(Random.Shared.Next(2));
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        await hub.CaughtUpAsync();

        _new.Effects.Count.ShouldBe(300);
        foreach (var key in _new.Effects.GroupBy(e => e.Key))
            key.Select(e => e.Version).ShouldBe(Enumerable.Range(1, key.Count()).Select(v => (long)v));
    }

    [Fact]
    public async Task Different_keys_are_applied_in_parallel()
    {
        var (now, most) = (0, 0);
        _new.Before = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(2);
            Interlocked.Decrement(ref now);
        };
        for (var i = 0; i < 100; i++)
            _legacy.Write(null, i);
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        await hub.CaughtUpAsync();
        most.ShouldBeInRange(2, TestHub.Quick.Partitions);
    }

    [Fact]
    public async Task A_link_in_both_ways_never_echoes()
    {
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new, TestHub.Link(bothWays: true));
        for (var i = 0; i < 50; i++)
        {
            _legacy.Write(null, i);
            _new.Write(null, i);
        }

        await Eventually.HoldsAsync(() => _legacy.Feed.Count == 100 && _new.Feed.Count == 100);
        await hub.CaughtUpAsync();
        (_legacy.Effects.Count, _new.Effects.Count).ShouldBe((50, 50));
        (_legacy.Feed.Count, _new.Feed.Count).ShouldBe((100, 100));
    }

    [Fact]
    public async Task A_record_made_on_the_new_side_is_the_same_record_when_legacy_changes_it()
    {
        var placed = _new.Write(null, 1);
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new, TestHub.Link(bothWays: true));
        await hub.CaughtUpAsync();
        var made = (await hub.Identities.FindLegacyAsync("orders", placed))!;
        _legacy.Write(made, 2);

        await Eventually.HoldsAsync(() => _new.Records[placed].Content!["value"]!.GetValue<int>() == 2);
        _new.Records.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Copies_are_fed_with_every_change_of_the_legacy_side_under_the_new_sides_keys_and_map_none_of_their_own()
    {
        var copy = new FakeSystem("C", Side.New, ownKeys: false);
        _legacy.Write("L-1", 1);
        var placed = _new.Write("N-1", 2);
        await using var hub = await TestHub.StartAsync(
            Stores, _legacy, _new, TestHub.Link(bothWays: true, "service:copy"), copy: copy);

        await Eventually.HoldsAsync(() => copy.Records.Count == 2);
        await hub.CaughtUpAsync();
        copy.Records.Keys.ShouldBe([.. _new.Records.Keys], ignoreOrder: true);
        (await hub.StatusAsync()).Count.ShouldBe(3);
        (await hub.Identities.FindLegacyAsync("orders", placed)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_change_older_than_the_one_applied_is_skipped()
    {
        _legacy.Write("K", 1);
        _legacy.Write("K", 2);
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        await hub.CaughtUpAsync();
        _legacy.Repeat("K", version: 1);
        await Eventually.HoldsAsync(async () => (await hub.StatusOfAsync("service:orders")).Position == "3");

        _new.Calls.ShouldBe(2);
        (await hub.StatusOfAsync("service:orders")).Applied.ShouldBe(2);
    }

    [Fact]
    public async Task A_plan_that_gains_and_loses_a_stream_starts_and_stops_it()
    {
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        _new.Write(null, 1);
        hub.Serve(TestHub.Plan(TestHub.Link(bothWays: true)));
        await Eventually.HoldsAsync(() => _legacy.Effects.Count == 1);

        hub.Serve(TestHub.Plan());
        await Eventually.HoldsAsync(() => hub.Running == 0);
        _new.Write(null, 2);
        hub.Serve(TestHub.Plan(TestHub.Link(bothWays: true)));
        await Eventually.HoldsAsync(() => _legacy.Effects.Count == 2);
    }
}
