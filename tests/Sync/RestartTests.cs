using Dapper;
using Hub.Platform.Links;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Sync.Streams;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests;

public sealed class RestartTests_on_SQLite() : RestartTests(StoreEngine.Sqlite);

public sealed class RestartTests_on_PostgreSQL() : RestartTests(StoreEngine.Postgres);

public abstract class RestartTests(StoreEngine engine) : StoreTest(engine)
{
    private readonly FakeSystem _legacy = new("L", Side.Legacy);
    private readonly FakeSystem _new = new("N", Side.New);

    [Fact]
    public async Task A_hub_killed_between_apply_and_commit_repeats_the_change_and_maps_the_same_pair()
    {
        var key = _legacy.Write(null, 1);
        _new.After = (_, _) => new TaskCompletionSource().Task;
        var first = await TestHub.StartAsync(Stores, _legacy, _new);
        await Eventually.HoldsAsync(() => _new.Effects.Count == 1);
        await first.KillAsync();

        _new.After = (_, _) => Task.CompletedTask;
        await using var second = await TestHub.StartAsync(Stores, _legacy, _new);
        await second.CaughtUpAsync();
        (_new.Calls, _new.Effects.Count).ShouldBe((2, 1));
        (await second.Identities.FindNewAsync("orders", key)).ShouldBe("N-1");
        (await second.StatusOfAsync("service:orders")).Applied.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_that_is_not_read_yet_is_not_caught_up_because_its_last_reader_was()
    {
        var options = TestHub.Quick with { Lease = TimeSpan.FromSeconds(6) };
        var first = await TestHub.StartAsync(Stores, _legacy, _new, options: options);
        await Eventually.HoldsAsync(async () =>
            (await first.Positions.StandingsAsync()).Values.Any(s => s.CaughtUp == 1));
        await first.KillAsync();

        // Its lease still holds, and its successor has not begun to read.
        await using var second = await TestHub.StartAsync(Stores, null, null, begins: false);
        var status = await second.StatusOfAsync("service:orders");
        (status.CaughtUp, status.Error).ShouldBe((false, "no process reads its changes at the moment"));
    }

    [Fact]
    public async Task A_hub_that_was_stopped_goes_on_from_its_position()
    {
        for (var i = 0; i < 20; i++)
            _legacy.Write(null, i);
        var first = await TestHub.StartAsync(Stores, _legacy, _new);
        await first.CaughtUpAsync();
        await first.StopAsync();
        _legacy.Write(null, 20);

        await using var second = await TestHub.StartAsync(Stores, _legacy, _new);
        await Eventually.HoldsAsync(() => _new.Effects.Count == 21);
        _new.Calls.ShouldBe(21);
    }

    [Fact]
    public async Task Stopping_lets_the_change_under_way_finish()
    {
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        _new.After = async (_, _) =>
        {
            reached.TrySetResult();
            await go.Task;
        };
        _legacy.Write(null, 1);
        var first = await TestHub.StartAsync(Stores, _legacy, _new);
        await reached.Task;
        var stopping = first.StopAsync();
        await Eventually.HoldsAsync(() => !first.IsOpen);
        go.SetResult();
        await stopping;
        // Kept by the stop itself: one that had not waited would have left it where it was.
        (await KeptPositionAsync()).ShouldBe("1");

        await using var second = await TestHub.StartAsync(Stores, _legacy, _new);
        await second.CaughtUpAsync();
        _new.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task What_the_inbox_has_is_not_sent_to_the_target_again_even_if_the_position_was_lost()
    {
        _new.Refuses = c => c.Content!["value"]!.GetValue<int>() == 3 ? "refused" : null;
        for (var i = 0; i < 10; i++)
            _legacy.Write(null, i);
        var first = await TestHub.StartAsync(Stores, _legacy, _new);
        await first.CaughtUpAsync();
        await first.ForgetPositionsAsync();
        await first.KillAsync();

        await using var second = await TestHub.StartAsync(Stores, _legacy, _new);
        await second.CaughtUpAsync();
        _new.Calls.ShouldBe(10);
        (await second.Parked.ListAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pruning_forgets_only_what_the_position_has_passed()
    {
        var locked = true;
        _new.Before = (c, _) => locked && c.Key == "K-3"
            ? throw new ChangeTargetUnavailableException("locked")
            : Task.CompletedTask;
        for (var i = 1; i <= 5; i++)
            _legacy.Write($"K-{i}", i);
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        await Eventually.HoldsAsync(async () => (await hub.StatusOfAsync("service:orders")) is { Position: "2", Applied: 4 });

        (await hub.Inbox.PruneAsync(TimeProvider.System.GetUtcNow().AddDays(-1))).ShouldBe(0);
        (await hub.Inbox.PruneAsync(TimeProvider.System.GetUtcNow().AddDays(1))).ShouldBe(2);
        locked = false;
        await Eventually.HoldsAsync(async () => (await hub.StatusOfAsync("service:orders")).Position == "5");
        (await hub.Inbox.PruneAsync(TimeProvider.System.GetUtcNow().AddDays(1))).ShouldBe(3);
    }

    /// <summary>
    /// Random targets, random kills: at every moment everything up to the position is applied or parked, and in the end all is.
    /// </summary>
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public async Task The_position_never_passes_a_change_that_is_not_handled(int seed)
    {
        var random = new Random(seed);
        int Roll(int sides)
        {
            lock (random)
                return random.Next(sides);
        }

        Task Misbehave(Change change) => Roll(6) switch
        {
            0 => throw new ChangeTargetUnavailableException("unavailable"),
            1 => throw new InvalidDataException(),
            2 => Task.Delay(Roll(5)),
            _ => Task.CompletedTask,
        };
        _new.Before = (c, _) => Misbehave(c);
        _new.After = (c, _) => Misbehave(c);
        _new.Refuses = c => c.Content!["value"]!.GetValue<int>() % 17 == 0 ? "refused" : null;
        var options = TestHub.Quick with
        {
            Window = 1 + Roll(40),
            LongestPause = TimeSpan.FromMilliseconds(10),
            AttemptsBeforeParking = 1000,
        };

        for (var life = 0; life < 4; life++)
        {
            for (var i = 0; i < 60; i++)
                _legacy.Write($"K-{Roll(12)}", Roll(1000));
            var hub = await TestHub.StartAsync(Stores, _legacy, _new, options: options);
            var goal = _new.Effects.Count + 10 + Roll(40);
            do
                await PositionIsTrueAsync(hub);
            while (_new.Effects.Count < goal && !(await hub.StatusOfAsync("service:orders")).CaughtUp);
            await hub.KillAsync();
        }

        await using var last = await TestHub.StartAsync(Stores, _legacy, _new, options: options);
        await last.CaughtUpAsync();
        await Eventually.HoldsAsync(async () => (await last.StatusOfAsync("service:orders")).Position == "240");
        await PositionIsTrueAsync(last);
        _new.Effects.Distinct().Count().ShouldBe(_new.Effects.Count);
        foreach (var key in _new.Effects.GroupBy(e => e.Key))
            key.Select(e => e.Version).ShouldBeInOrder();
        var status = await last.StatusOfAsync("service:orders");
        (status.Applied + status.Parked + (await last.SupersededAsync()).Count).ShouldBe(240);
    }

    private async Task<string?> KeptPositionAsync()
    {
        await using var database = Stores.Open("hub");
        return await database.ReadAsync(c => c.ExecuteScalarAsync<string?>("SELECT position FROM sync_stream"));
    }

    private async Task PositionIsTrueAsync(TestHub hub)
    {
        var position = int.Parse((await hub.StatusOfAsync("service:orders")).Position ?? "0");
        var parked = (await hub.Parked.ListAsync()).Select(p => (p.Key, p.Version)).Concat(await hub.SupersededAsync());
        var done = _new.Effects.Concat(parked).ToHashSet();
        _legacy.Feed.Take(position).Where(c => !done.Contains((c.Key, c.Version))).ShouldBeEmpty();
    }
}
