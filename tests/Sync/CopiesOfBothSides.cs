using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests;

public sealed class CopiesOfBothSides_on_SQLite() : CopiesOfBothSides(StoreEngine.Sqlite);

public sealed class CopiesOfBothSides_on_PostgreSQL() : CopiesOfBothSides(StoreEngine.Postgres);

/// <summary>A copy of records that both sides make has them under the new side's keys.</summary>
public abstract class CopiesOfBothSides(StoreEngine engine) : StoreTest(engine)
{
    private readonly FakeSystem _legacy = new("L", Side.Legacy);
    private readonly FakeSystem _new = new("N", Side.New);
    private readonly FakeSystem _copy = new("C", Side.New, ownKeys: false);

    [Fact]
    public async Task A_record_made_on_the_new_side_waits_for_its_key_there_and_is_copied_once()
    {
        var answered = new TaskCompletionSource();
        // Legacy has it and tells of it; which record of the new side it is, is known when legacy answers.
        _legacy.After = (_, cancellation) => answered.Task.WaitAsync(cancellation);
        _new.Write("O-9", 1);
        await using var hub = await StartAsync();
        await Eventually.HoldsAsync(async () => (await hub.Waiting.ListAsync()).Count == 1);
        var waiting = (await hub.Waiting.ListAsync()).Single();
        (waiting.Key, waiting.Parent, waiting.ParentKey).ShouldBe(("L-1", "orders", "L-1"));
        _copy.Records.ShouldBeEmpty();

        answered.SetResult();
        await Eventually.HoldsAsync(() => _copy.Records.Count == 1);
        _copy.Records.Keys.ShouldBe(["O-9"]);
        _legacy.Write("L-1", 2);
        await Eventually.HoldsAsync(() => _copy.Records["O-9"].Content?["value"]?.GetValue<int>() == 2);
        _copy.Records.Count.ShouldBe(1);
        _legacy.Delete("L-1");
        await Eventually.HoldsAsync(() => _copy.Records.Count == 0);
    }

    [Fact]
    public async Task A_record_made_on_the_legacy_side_has_the_key_that_the_new_side_gives_it()
    {
        _legacy.Write("K", 1);
        await using var hub = await StartAsync();
        await Eventually.HoldsAsync(() => _copy.Records.Count == 1);
        _copy.Records.Keys.ShouldBe(_new.Records.Keys);
    }

    private Task<TestHub> StartAsync() => TestHub.StartAsync(
        Stores, _legacy, _new, TestHub.Link(bothWays: true, copies: "service:copy"), copy: _copy);
}
