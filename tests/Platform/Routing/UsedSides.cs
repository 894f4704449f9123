using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Platform.Tests.Routing;

public sealed class UsedSides_on_SQLite() : UsedSides(StoreEngine.Sqlite);

public sealed class UsedSides_on_PostgreSQL() : UsedSides(StoreEngine.Postgres);

public abstract class UsedSides(StoreEngine engine) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
    private TestStores _stores = null!;
    private ServiceProvider _services = null!;

    public async ValueTask InitializeAsync()
    {
        _stores = await TestStores.CreateAsync(engine);
        _services = new ServiceCollection().AddSingleton(_stores.Options)
            .AddPlatform(_stores.Data, new PlanReferences())
            .BuildServiceProvider();
        await _services.MigratePlatformAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        _stores?.Dispose();
    }

    [Fact]
    public async Task When_a_side_was_last_used_is_known_over_nodes_and_restarts_and_never_goes_back()
    {
        var (one, other) = (Node(), Node());
        (await one.FindLastAsync("orders.get", Side.Legacy)).ShouldBeNull();
        one.Of("orders.get").Seen(Side.Legacy, Noon);
        other.Of("orders.get").Seen(Side.Legacy, Noon.AddMinutes(-5));
        one.Of("orders.get").Seen(Side.New, Noon.AddHours(1));
        await one.WriteAsync();
        await other.WriteAsync();

        (await Node().FindLastAsync("orders.get", Side.Legacy)).ShouldBe(Noon);
        (await other.FindLastAsync("orders.get", Side.Legacy)).ShouldBe(Noon, "another node has seen a later one");
        (await Node().FindLastAsync("orders.get", Side.New)).ShouldBe(Noon.AddHours(1));
        (await Node().FindLastAsync("orders.place", Side.Legacy)).ShouldBeNull();

        // Of many routes at once the same, with what a node has not written yet.
        one.Of("orders.find").Seen(Side.Legacy, Noon.AddHours(2));
        var many = await one.FindLastAsync(["orders.get", "orders.find", "orders.place"], Side.Legacy);
        many.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Value))
            .ShouldBe([("orders.find", Noon.AddHours(2)), ("orders.get", Noon)]);
    }

    [Fact]
    public async Task What_this_node_has_not_written_yet_counts()
    {
        var here = Node();
        here.Of("orders.get").Seen(Side.Legacy, Noon);
        await here.WriteAsync();
        here.Of("orders.get").Seen(Side.Legacy, Noon.AddSeconds(30));
        (await here.FindLastAsync("orders.get", Side.Legacy)).ShouldBe(Noon.AddSeconds(30));
        (await Node().FindLastAsync("orders.get", Side.Legacy)).ShouldBe(Noon);
    }

    private SideUse Node() => new(_services.GetRequiredService<HubStore>());
}
