using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests;

/// <summary>When a link says that it has caught up.</summary>
public sealed class CatchingUp() : StoreTest(StoreEngine.Sqlite)
{
    [Fact]
    public async Task A_source_that_finds_nothing_before_it_has_read_all_is_not_caught_up()
    {
        var source = new ListingSource();
        await using var hub = await TestHub.StartAsync(Stores, null, new FakeSystem("N", Side.New), begins: true);
        hub.Parties.Register("adapter:erp", "orders", source);
        await Eventually.HoldsAsync("it to be read", () => Task.FromResult(source.Read > 3));
        (await hub.StatusAsync()).Single().CaughtUp.ShouldBeFalse();
        source.IsAll = true;
        await hub.CaughtUpAsync();
    }

    [Fact]
    public async Task A_side_that_has_not_told_its_system_yet_is_not_caught_up()
    {
        var target = new LateTarget { Pending = 2 };
        await using var hub = await TestHub.StartAsync(Stores, new FakeSystem("L", Side.Legacy), null);
        hub.Parties.Register("service:orders", "orders", target);
        await Eventually.HoldsAsync(async () => (await hub.StatusAsync()).Single() is { Undelivered: 2, CaughtUp: false });
        target.Pending = 0;
        await hub.CaughtUpAsync();
        (await hub.StatusAsync()).Single().DeliveredAt.ShouldBe(LateTarget.Told);
    }

    /// <summary>A side that tells its system later, as by files.</summary>
    private sealed class LateTarget : IChangeTarget
    {
        public static readonly DateTimeOffset Told = DateTimeOffset.UnixEpoch;

        public long Pending { get; set; }

        public Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation) =>
            Task.FromResult(new ApplyResult(ApplyOutcome.Applied, change.Key));

        public Task<PendingDelivery?> FindPendingAsync() =>
            Task.FromResult<PendingDelivery?>(new PendingDelivery(Pending, Told));
    }

    /// <summary>A source whose listing is under way, in this process or another one.</summary>
    private sealed class ListingSource : IChangeSource
    {
        private int _read;

        public int Read => Volatile.Read(ref _read);

        public bool IsAll { get; set; }

        public Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<Change>>([]);

        public Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadToEndAsync(
            string? after, int limit, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _read);
            return Task.FromResult<(IReadOnlyList<Change>, bool)>(([], IsAll));
        }

        public Task WaitAsync(CancellationToken cancellation) => Task.Delay(10, cancellation);
    }
}
