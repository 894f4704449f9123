using System.Collections.Concurrent;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Parking;
using Hub.Sync.Streams;
using Hub.Tests;

namespace Hub.Sync.Tests;

public sealed class FailingRecords_on_SQLite() : FailingRecords(StoreEngine.Sqlite);

public sealed class FailingRecords_on_PostgreSQL() : FailingRecords(StoreEngine.Postgres);

/// <summary>A record that its target fails on each time is told from a target that is down.</summary>
public abstract class FailingRecords(StoreEngine engine) : StoreTest(engine)
{
    private readonly FakeSystem _legacy = new("L", Side.Legacy);
    private readonly FakeSystem _new = new("N", Side.New);

    private static ChangeTargetUnavailableException Broken() => new("erp: a fault (500)") { MayBeOfRecord = true };

    [Fact]
    public async Task A_record_that_its_target_fails_on_every_time_is_parked_and_frees_the_position()
    {
        _new.Before = (c, _) => c.Key == "K-bad" ? throw Broken() : Task.CompletedTask;
        _legacy.Write("K-bad", 1);
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        // Nothing tells whether the target is up but what becomes of others.
        for (var i = 0; (await hub.Parked.ListAsync()).Count == 0; i++)
        {
            _legacy.Write($"K-{i}", i);
            await Eventually.HoldsAsync(() => _new.Effects.Any(e => e.Key == $"K-{i}"));
        }

        await hub.CaughtUpAsync();
        var parked = (await hub.Parked.ListAsync()).ShouldHaveSingleItem();
        parked.Key.ShouldBe("K-bad");
        parked.Reason.ShouldBe("erp: a fault (500): so ended 10 attempts, while service:orders answered otherwise");
        (await hub.StatusOfAsync("service:orders")).Error.ShouldBeNull();

        _new.Before = (_, _) => Task.CompletedTask;
        (await hub.Replay.RunAsync(parked.Id, default)).Outcome.ShouldBe(ReplayOutcome.Applied);
    }

    [Fact]
    public async Task Where_nothing_else_is_under_way_a_read_of_the_target_tells_that_it_is_the_record()
    {
        _new.Before = (_, _) => throw Broken();
        _new.Answers = true;
        _legacy.Write("K-bad", 1);
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        await hub.CaughtUpAsync();
        (await hub.Parked.ListAsync()).ShouldHaveSingleItem().Key.ShouldBe("K-bad");
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 3)]
    public async Task Of_a_target_that_fails_on_all_nothing_is_parked_or_little_where_its_reads_work(bool answers, int most)
    {
        var down = true;
        _new.Before = (_, _) => down ? throw Broken() : Task.CompletedTask;
        _new.Answers = answers;
        for (var i = 0; i < 30; i++)
            _legacy.Write($"K-{i}", i);
        await using var hub = await TestHub.StartAsync(
            Stores, _legacy, _new, options: TestHub.Quick with { LongestPause = TimeSpan.FromMilliseconds(20) });
        await Eventually.HoldsAsync(() => _new.Calls > 150);
        (await hub.Parked.ListAsync()).Count.ShouldBeLessThanOrEqualTo(most);
        (await hub.StatusOfAsync("service:orders")).Error.ShouldBe("erp: a fault (500)");

        down = false;
        await hub.CaughtUpAsync();
        (_new.Effects.Count + (await hub.Parked.ListAsync()).Count).ShouldBe(30);
    }

    [Fact]
    public async Task A_target_that_hangs_occupies_no_queue_of_another()
    {
        var hung = new ConcurrentBag<string>();
        _legacy.Before = (c, cancellation) =>
        {
            hung.Add(c.Key);
            return new TaskCompletionSource().Task.WaitAsync(cancellation);
        };
        var customers = new FakeSystem("C", Side.New);
        await using var hub = await TestHub.StartAsync(
            Stores, null, _new,
            plan: TestHub.Plan(TestHub.Linked("orders", bothWays: true), TestHub.Linked("customers", bothWays: true)),
            options: new SyncOptions { Partitions = 1 });
        var crm = new FakeSystem("M", Side.Legacy);
        hub.Register("adapter:erp", _legacy);
        hub.Register("adapter:erp", crm, "customers");
        hub.Register("service:customers", customers, "customers");
        _new.Write(null, 1);
        await Eventually.HoldsAsync(() => !hung.IsEmpty);

        // For half a minute the only partition to the ERP is taken; those to the services are not.
        for (var i = 0; i < 20; i++)
        {
            crm.Write(null, i);
            _legacy.Write(null, i);
        }

        await Eventually.HoldsAsync(() => customers.Effects.Count == 20 && _new.Effects.Count == 20);
        hung.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_is_parked_by_its_key_and_those_behind_it_go_on()
    {
        _legacy.Unreadable = k => k == "K-1" ? "erp gave orders K-1, which cannot be read: status 'X9' is not known" : null;
        for (var i = 0; i < 3; i++)
            _legacy.Write($"K-{i}", i);
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        await hub.CaughtUpAsync();

        _new.Effects.Select(e => e.Key).ShouldBe(["K-0", "K-2"], ignoreOrder: true);
        var parked = (await hub.Parked.ListAsync()).ShouldHaveSingleItem();
        (parked.Key, parked.Reason).ShouldBe(("K-1", "erp gave orders K-1, which cannot be read: status 'X9' is not known"));
        var (outcome, reason) = await hub.Replay.RunAsync(parked.Id, default);
        (outcome, reason!.Contains("correct it in adapter:erp", StringComparison.Ordinal))
            .ShouldBe((ReplayOutcome.Refused, true));

        _legacy.Unreadable = _ => null;
        _legacy.Write("K-1", 5);
        await Eventually.HoldsAsync(() => _new.Effects.Any(e => e.Key == "K-1"));
        // The later change tells the whole record, so nobody has to look at the parked one any more.
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 0);
        (await hub.Replay.RunAsync(parked.Id, default)).Outcome.ShouldBe(ReplayOutcome.NotFound);
    }
}
