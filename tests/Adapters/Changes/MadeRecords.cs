using Hub.Adapters.Changes;
using Hub.Platform.Jobs;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests;

namespace Hub.Adapters.Tests.Changes;

/// <summary>What is remembered of the records that the hub made.</summary>
public sealed class MadeRecords : TimeProvider, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Database _store = null!;
    private UnsettledCreates _creates = null!;
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public async ValueTask InitializeAsync()
    {
        _store = new Stores(new DataFolder(_folder.Path), null).Open("hub");
        _creates = new UnsettledCreates(new HubStore(_store), this);
        await _creates.MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_made_is_forgotten_after_90_days_and_what_is_in_doubt_is_not()
    {
        await _creates.TryOpenAsync("erp", "orders", "made", "web-1", null);
        await _creates.MakeAsync("erp", "orders", "made", "4711");
        await _creates.TryOpenAsync("erp", "orders", "doubtful", "web-2", null);

        _now += TimeSpan.FromDays(90);
        await PruneAsync();
        (await _creates.FindMadeOfAsync("erp", "orders", "4711")).ShouldBe("web-1");

        _now += TimeSpan.FromSeconds(1);
        await PruneAsync();
        (await _creates.FindMadeOfAsync("erp", "orders", "4711")).ShouldBeNull();
        (await _creates.FindAsync("erp", "orders", "doubtful")).ShouldNotBeNull();
    }

    private Task PruneAsync() => new CreatePruning(_creates, this).RunAsync(null!, CancellationToken.None);
}
