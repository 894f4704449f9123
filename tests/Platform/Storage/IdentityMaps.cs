using Hub.Platform.Links;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Platform.Tests.Storage;

public sealed class IdentityMaps_on_SQLite() : IdentityMaps(StoreEngine.Sqlite);

public sealed class IdentityMaps_on_PostgreSQL() : IdentityMaps(StoreEngine.Postgres);

public abstract class IdentityMaps(StoreEngine engine) : IAsyncLifetime
{
    private TestStores _stores = null!;
    private Database _database = null!;
    private IdentityMap _map = null!;

    public async ValueTask InitializeAsync()
    {
        _stores = await TestStores.CreateAsync(engine);
        _database = _stores.Open("hub");
        _map = new IdentityMap(new HubStore(_database), TimeProvider.System);
        await _map.MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        _stores?.Dispose();
    }

    [Fact]
    public async Task A_pair_is_found_from_both_sides_within_its_entity()
    {
        await _map.MapAsync("orders", "4711", "O-1");
        await _map.MapAsync("orders", "4711", "O-1");
        (await _map.FindNewAsync("orders", "4711")).ShouldBe("O-1");
        (await _map.FindLegacyAsync("orders", "O-1")).ShouldBe("4711");
        (await _map.FindNewAsync("products", "4711")).ShouldBeNull();
        (await _map.FindLegacyAsync("orders", "o-1")).ShouldBeNull();
    }

    [Fact]
    public async Task The_legacy_key_of_a_record_made_on_the_new_side_is_awaited_until_it_is_known()
    {
        (await _map.FindLegacyOrAwaitedAsync("orders", "O-1")).IsAwaited.ShouldBeFalse();
        await _map.AwaitAsync("orders", "O-1");
        await _map.AwaitAsync("orders", "O-1");
        (await _map.FindLegacyOrAwaitedAsync("orders", "O-1")).IsAwaited.ShouldBeTrue();
        (await _map.FindLegacyOrAwaitedAsync("products", "O-1")).IsAwaited.ShouldBeFalse();
        await _map.MapAsync("orders", "4711", "O-1");
        (await _map.FindLegacyOrAwaitedAsync("orders", "O-1")).ShouldBe(new LegacyKey("4711", AwaitedFor: null));
        await _map.AwaitAsync("orders", "O-1");
        (await _map.FindLegacyOrAwaitedAsync("orders", "O-1")).ShouldBe(new LegacyKey("4711", AwaitedFor: null));
    }

    [Fact]
    public async Task A_record_that_is_gone_is_awaited_no_longer()
    {
        await _map.AwaitAsync("orders", "O-1");
        await _map.SettleAsync("orders", "O-1");
        (await _map.FindLegacyOrAwaitedAsync("orders", "O-1")).IsAwaited.ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_is_never_mapped_to_a_second_record()
    {
        await _map.MapAsync("orders", "4711", "O-1");
        await Should.ThrowAsync<InvalidOperationException>(_map.MapAsync("orders", "4711", "O-2"));
        await Should.ThrowAsync<InvalidOperationException>(_map.MapAsync("orders", "4712", "O-1"));
        (await _map.FindLegacyAsync("orders", "O-2")).ShouldBeNull();
    }
}
