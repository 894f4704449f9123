using System.Net;
using System.Text.Json;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests.Orders;

public sealed class OrderLogs_on_SQLite() : OrderLogs(StoreEngine.Sqlite);

public sealed class OrderLogs_on_PostgreSQL() : OrderLogs(StoreEngine.Postgres);

/// <summary>The log as sync reads it.</summary>
public abstract class OrderLogs(StoreEngine engine)
{
    // So that a wait that never ends fails rather than hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_placed_order_is_in_the_log_as_it_was_answered()
    {
        await using var services = await RunningServices.StartAsync(engine);
        var placed = await services.PlaceAsync();

        var change = (await services.ReadLogAsync()).ShouldHaveSingleItem();
        (change.Key, change.CohortKey, change.Version, change.Origin, change.Kind)
            .ShouldBe(("O-500001", "C-1001", 1, Side.New, ChangeKind.Upsert));
        change.ExternalReference.ShouldBe(placed.Json.GetProperty("externalReference").GetString());
        JsonElement.DeepEquals(JsonSerializer.SerializeToElement(change.Content), placed.Json).ShouldBeTrue();
        change.Content!["lines"]![0]!["unitPrice"]!.ToJsonString().ShouldBe("1.25");
    }

    [Fact]
    public async Task Two_hundred_at_once_get_ids_of_their_own_and_a_log_that_is_whole_and_in_order()
    {
        await using var services = await RunningServices.StartAsync(engine);
        var placed = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => services.PlaceAsync()));

        var ids = placed.Select(p => p.ShouldBeJson(HttpStatusCode.Created).Json.GetProperty("id").GetString()!).ToList();
        ids.Order().ShouldBe(Enumerable.Range(500_001, 200).Select(n => $"O-{n}"));
        var log = await services.ReadLogAsync();
        log.Select(c => c.Key).Order().ShouldBe(ids.Order());
        log.Select(c => long.Parse(c.Position)).ShouldBe(Enumerable.Range(1, 200).Select(n => (long)n));
    }

    [Fact]
    public async Task Reading_goes_on_after_a_position_and_stops_at_the_limit()
    {
        await using var services = await RunningServices.StartAsync(engine);
        for (var i = 0; i < 5; i++)
            await services.PlaceAsync();

        var first = await services.ReadLogAsync(limit: 2);
        var next = await services.ReadLogAsync(first[^1].Position);

        first.Select(c => c.Key).ShouldBe(["O-500001", "O-500002"]);
        next.Select(c => c.Key).ShouldBe(["O-500003", "O-500004", "O-500005"]);
        (await services.ReadLogAsync(next[^1].Position)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Positions_and_numbers_go_on_after_a_restart()
    {
        await using var services = await RunningServices.StartAsync(engine);
        await services.PlaceAsync();
        var before = (await services.ReadLogAsync()).ShouldHaveSingleItem().Position;
        await services.RestartAsync();
        await services.PlaceAsync();

        (await services.ReadLogAsync(before)).ShouldHaveSingleItem().Key.ShouldBe("O-500002");
    }

    [Fact]
    public async Task Waiting_ends_with_the_next_order_and_not_before()
    {
        await using var services = await RunningServices.StartAsync(engine, new FrozenClock());
        await services.ReadLogAsync();
        var waiting = services.Log.WaitAsync(CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();

        await services.PlaceAsync();

        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task What_is_written_between_reading_and_waiting_is_not_slept_through()
    {
        await using var services = await RunningServices.StartAsync(engine, new FrozenClock());
        await services.ReadLogAsync();
        await services.PlaceAsync();

        await services.Log.WaitAsync(CancellationToken.None).WaitAsync(Patience);
    }

    [Fact]
    public async Task Waiting_ends_by_itself_after_the_interval()
    {
        var clock = new FrozenClock();
        await using var services = await RunningServices.StartAsync(engine, clock);
        await services.ReadLogAsync();
        var waiting = services.Log.WaitAsync(CancellationToken.None);
        waiting.IsCompleted.ShouldBeFalse();

        clock.RunOut(TimeSpan.FromSeconds(1));
        await waiting.WaitAsync(Patience);
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        await using var services = await RunningServices.StartAsync(engine, new FrozenClock());
        await services.ReadLogAsync();
        using var giveUp = new CancellationTokenSource();
        var waiting = services.Log.WaitAsync(giveUp.Token);
        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }
}
