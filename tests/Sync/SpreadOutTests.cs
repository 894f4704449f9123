using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Parking;
using Hub.Sync.Streams;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests;

[Collection("RabbitMQ")]
public sealed class SpreadOutTests_on_SQLite() : SpreadOutTests(StoreEngine.Sqlite);

[Collection("RabbitMQ")]
public sealed class SpreadOutTests_on_PostgreSQL() : SpreadOutTests(StoreEngine.Postgres);

/// <summary>Two processes, one store, RabbitMQ between them; one test at a time, for they share the broker and kill it.</summary>
public abstract class SpreadOutTests(StoreEngine engine) : StoreTest(engine)
{
    private static int _partitions = 8;

    // Queues are named after the number of their partitions: no test finds another one's messages in its own.
    private readonly SyncOptions _options = TestHub.Quick with
    {
        Partitions = Interlocked.Increment(ref _partitions),
        Lease = TimeSpan.FromSeconds(1),
        SendTimeout = TimeSpan.FromSeconds(1),
        LongestPause = TimeSpan.FromMilliseconds(50),
        AttemptsBeforeParking = 1000,
    };

    private readonly FakeSystem _legacy = new("L", Side.Legacy);
    private readonly FakeSystem _new = new("N", Side.New);

    [Fact]
    public async Task One_process_reads_a_stream_and_both_know_how_it_stands()
    {
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        Write(100);
        await AllAppliedAsync(one, 100);
        // A machine that stands still for longer than the lease lets the other one take over.
        await Eventually.HoldsAsync(() => one.Running + two.Running == 1);
        foreach (var hub in new[] { one, two })
            await Eventually.HoldsAsync(
                async () => await hub.StatusOfAsync("service:orders") is { CaughtUp: true, Applied: 100, Error: null });
    }

    [Fact]
    public async Task A_barrier_is_passed_long_before_the_sources_are_looked_at_anyway_whichever_process_raises_it()
    {
        (_legacy.Interval, _new.Interval) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        await using var one = await StartAsync();
        await using var two = IsShared ? await StartAsync() : null;
        Write(10);
        await AllAppliedAsync(one, 10);
        foreach (var links in new[] { one.Links, (two ?? one).Links })
        {
            var barrier = await links.RaiseBarrierAsync("orders");
            await Eventually.HoldsAsync(async () => (await links.PassagesAsync("orders")).All(p => p.Passed >= barrier));
        }
    }

    /// <summary>
    /// Whoever is killed, reading or applying: all is applied once, in order, and no position passes what is not handled.
    /// </summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task Whichever_process_is_killed_the_other_goes_on_and_nothing_is_lost_or_applied_twice(int seed)
    {
        var random = new Random(seed);
        int Roll(int sides)
        {
            lock (random)
                return random.Next(sides);
        }

        Task Misbehave(Change change) => Roll(8) switch
        {
            0 => throw new ChangeTargetUnavailableException("unavailable"),
            1 => throw new InvalidDataException(),
            2 => Task.Delay(Roll(5)),
            _ => Task.CompletedTask,
        };
        _new.Before = (c, _) => Misbehave(c);
        _new.After = (c, _) => Misbehave(c);
        var hubs = new[] { await StartAsync(), await StartAsync() };
        for (var life = 1; life <= 4; life++)
        {
            Write(60);
            var goal = _new.Effects.Count + 10 + Roll(30);
            while (_new.Effects.Count < Math.Min(goal, life * 60))
                await PositionIsTrueAsync(hubs[0]);
            var mortal = Roll(2);
            await hubs[mortal].KillAsync();
            await PositionIsTrueAsync(hubs[1 - mortal]);
            hubs[mortal] = await StartAsync();
        }

        await AllAppliedAsync(hubs[0], 240);
        await PositionIsTrueAsync(hubs[0]);
        foreach (var hub in hubs)
            await hub.DisposeAsync();
    }

    [Fact]
    public async Task A_process_that_is_asked_to_stop_hands_over_at_once()
    {
        await using var two = await StartAsync(_options with { Lease = TimeSpan.FromSeconds(3) });
        await Eventually.HoldsAsync(() => two.Running == 1);
        // Its bus takes messages now. One that is still starting cannot be stopped, and would run on in this process.
        Write(10);
        await AllAppliedAsync(two, 10);
        await using var one = await StartAsync(_options with { Lease = TimeSpan.FromSeconds(3) });
        Write(50);
        await two.StopAsync();
        await Eventually.HoldsAsync(() => one.Running == 1);
        Write(50);
        await AllAppliedAsync(one, 110);
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_waited_for_and_the_status_says_so()
    {
        var door = new TcpDoor((await RabbitMqServer.SharedAsync()).Port, open: false);
        Write(20);
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new, options: _options, broker: door);
        await Eventually.HoldsAsync(
            async () => (await hub.StatusOfAsync("service:orders")).Error == "the bus took no message within 1 s");
        door.Open();
        await AllAppliedAsync(hub, 20);
        await hub.KillAsync();
    }

    [Fact]
    public async Task A_broker_that_dies_loses_nothing_and_work_goes_on_when_it_is_back()
    {
        var broker = await RabbitMqServer.SharedAsync();
        _new.Before = (_, _) => Task.Delay(5);
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        Write(200);
        await Eventually.HoldsAsync(() => _new.Effects.Count > 50);
        await broker.KillAsync();
        Write(50);
        await broker.StartAgainAsync();
        await AllAppliedAsync(one, 250);
    }

    [Fact]
    public async Task A_change_is_replayed_whichever_process_is_asked()
    {
        var missing = true;
        _new.Refuses = _ => missing ? "no such customer" : null;
        await using var one = await StartAsync();
        await using var two = await StartAsync();
        Write(2);
        await Eventually.HoldsAsync(async () => (await one.Parked.ListAsync()).Count == 2);
        var parked = await one.Parked.ListAsync();
        missing = false;
        (await one.Replay.RunAsync(parked[0].Id, default)).ShouldBe((ReplayOutcome.Applied, null));
        (await two.Replay.RunAsync(parked[1].Id, default)).ShouldBe((ReplayOutcome.Applied, null));
        _new.Effects.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_waits_goes_on_whichever_process_is_killed_before_and_in_the_middle_of_it()
    {
        var systems = new LinkedSystems();
        Platform.Plan.LinkPlan[] links = [LinkedSystems.Customers, TestHub.Linked("orders", false, ("customers", "customerId"))];
        async Task<TestHub> JoinAsync() =>
            await systems.StartAsync(Stores, _options, new TcpDoor((await RabbitMqServer.SharedAsync()).Port), links);
        systems.New("orders").Before = (_, _) => Task.Delay(5);
        for (var i = 0; i < 80; i++)
            systems.Legacy("orders").Write($"O-{i}", $$"""{ "customerId": "C-{{i % 8}}" }""");

        var one = await JoinAsync();
        await Eventually.HoldsAsync(
            async () => await one.StatusOfAsync("orders", Side.Legacy) is { Waiting: 80, Position: "80" });
        var two = await JoinAsync();
        await one.KillAsync();
        for (var i = 0; i < 8; i++)
            systems.Legacy("customers").Write($"C-{i}", "{}");
        await Eventually.HoldsAsync(() => systems.New("orders").Effects.Count > 10);
        await using var three = await JoinAsync();
        await two.KillAsync();
        await Eventually.HoldsAsync(async () => await three.StatusOfAsync("orders", Side.Legacy) is { Waiting: 0, Applied: 80 });
        systems.New("orders").Effects.Count.ShouldBe(80);
        systems.New("orders").Taken.ShouldAllBe(c => LinkedSystems.CustomerOf(c)!.StartsWith("Ncu-"));
    }

    private async Task<TestHub> StartAsync(SyncOptions? options = null) => await TestHub.StartAsync(
        Stores, _legacy, _new, options: options ?? _options, broker: new TcpDoor((await RabbitMqServer.SharedAsync()).Port));

    private void Write(int changes)
    {
        for (var i = 0; i < changes; i++)
            _legacy.Write($"K-{i % 12}", i);
    }

    private async Task AllAppliedAsync(TestHub hub, int changes)
    {
        await Eventually.HoldsAsync(async () => (await hub.StatusOfAsync("service:orders")).Position == $"{changes}");
        _new.Effects.Count.ShouldBe(changes);
        _new.Effects.Distinct().Count().ShouldBe(changes);
        foreach (var key in _new.Effects.GroupBy(e => e.Key))
            key.Select(e => e.Version).ShouldBeInOrder();
        var status = await hub.StatusOfAsync("service:orders");
        (status.Applied, status.Parked).ShouldBe((changes, 0));
    }

    private async Task PositionIsTrueAsync(TestHub hub)
    {
        var position = int.Parse((await hub.StatusOfAsync("service:orders")).Position ?? "0");
        var done = _new.Effects.ToHashSet();
        _legacy.Feed.Take(position).Where(c => !done.Contains((c.Key, c.Version))).ShouldBeEmpty();
    }
}
