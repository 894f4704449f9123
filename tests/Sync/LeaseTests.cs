using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests;

public sealed class LeaseTests_on_SQLite() : LeaseTests(StoreEngine.Sqlite);

public sealed class LeaseTests_on_PostgreSQL() : LeaseTests(StoreEngine.Postgres);

public abstract class LeaseTests(StoreEngine engine) : StoreTest(engine)
{
    private const string Stream = "orders: adapter:erp > service:orders";
    private readonly FakeSystem _legacy = new("L", Side.Legacy);
    private readonly FakeSystem _new = new("N", Side.New);

    [Fact]
    public async Task A_stream_is_held_by_one_process_until_it_lets_go_or_is_silent_for_too_long()
    {
        await using var hub = await TestHub.StartAsync(Stores, null, null, TestHub.Link());
        await Eventually.HoldsAsync(() => hub.Running == 1);
        (await hub.Leases.TakeAsync(Stream)).ShouldBeNull();
        var lease = await TakeOverAsync(hub);
        (await hub.Leases.TakeAsync(Stream)).ShouldBeNull();
        await hub.Leases.ReleaseAsync(lease);
        (await hub.Leases.TakeAsync(Stream)).ShouldNotBeNull().Epoch.ShouldBeGreaterThan(lease.Epoch);
    }

    [Fact]
    public async Task Who_lost_a_stream_moves_its_position_no_more_and_stops_reading()
    {
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new);
        await Eventually.HoldsAsync(() => hub.Running == 1);
        var heir = await TakeOverAsync(hub);
        (await hub.Positions.AdvanceAsync(heir, new StreamPosition("7", 7))).ShouldBeTrue();
        _legacy.Write(null, 1);

        await Eventually.HoldsAsync(() => hub.Running == 0);
        (await hub.StatusOfAsync("service:orders")).Position.ShouldBe("7");
        (await hub.Positions.AdvanceAsync(heir with { Epoch = heir.Epoch - 1 }, new StreamPosition("1", 1))).ShouldBeFalse();
        (await hub.StatusOfAsync("service:orders")).Position.ShouldBe("7");
    }

    [Fact]
    public async Task A_process_that_lost_a_stream_takes_it_again_when_it_is_free()
    {
        await using var hub = await TestHub.StartAsync(
            Stores, _legacy, _new, options: TestHub.Quick with { Lease = TimeSpan.FromSeconds(3) });
        await Eventually.HoldsAsync(() => hub.Running == 1);
        var heir = await TakeOverAsync(hub);
        await Eventually.HoldsAsync(async () =>
        {
            (await hub.Leases.RenewAsync(heir, new StreamReport(false, null, "told by the heir"))).ShouldBeTrue();
            return hub.Running == 0;
        });
        (await hub.StatusOfAsync("service:orders")).Error.ShouldBe("told by the heir");
        _legacy.Write(null, 1);
        await Eventually.HoldsAsync(() => _new.Effects.Count == 1);
    }

    /// <summary>As another process does; the holder may have renewed its lease a moment before.</summary>
    private static async Task<StreamLease> TakeOverAsync(TestHub hub)
    {
        StreamLease? lease = null;
        await Eventually.HoldsAsync(async () =>
        {
            await hub.ExpireLeasesAsync();
            lease = await hub.Leases.TakeAsync(Stream);
            return lease is not null;
        });
        return lease!;
    }
}
