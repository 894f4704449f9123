using Dapper;
using Hub.Platform.Nodes;
using Hub.Platform.Storage;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Platform.Tests.Nodes;

public sealed class Leases_on_SQLite() : Leases(StoreEngine.Sqlite);

public sealed class Leases_on_PostgreSQL() : Leases(StoreEngine.Postgres);

/// <summary>What the store knows of the hub's processes.</summary>
public abstract class Leases(StoreEngine engine) : IAsyncLifetime
{
    private readonly ThisNode _one = new("facade", () => "http://one");
    private readonly ThisNode _other = new("facade,sync", () => "http://other");
    private TestStores _stores = null!;
    private Database _database = null!;
    private NodeRegistry _nodes = null!;

    public async ValueTask InitializeAsync()
    {
        _stores = await TestStores.CreateAsync(engine);
        _database = _stores.Open("hub");
        _nodes = new NodeRegistry(new HubStore(_database));
        await _nodes.MigrateAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        _stores?.Dispose();
    }

    [Fact]
    public async Task A_node_says_what_it_serves_and_what_is_still_in_flight()
    {
        await _nodes.RenewAsync(_one, 7, new Dictionary<string, int> { ["orders.get"] = 2 });
        await _nodes.RenewAsync(_other, 8, new Dictionary<string, int>());
        var started = (await _nodes.ListAsync())[0].StartedAt;
        await _nodes.RenewAsync(_one, 8, new Dictionary<string, int>());

        var nodes = await _nodes.ListAsync();
        nodes.Select(n => (n.Id, n.Address, n.Roles, n.Live, n.Revision, n.Draining.Count)).ShouldBe(
            [(_one.Id, "http://one", "facade", true, 8, 0), (_other.Id, "http://other", "facade,sync", true, 8, 0)],
            ignoreOrder: true);
        nodes.Single(n => n.Id == _one.Id).StartedAt.ShouldBe(started);
        nodes.ShouldAllBe(n => n.Name.EndsWith($"/{Environment.ProcessId}") && n.Version.Length > 0);
    }

    [Fact]
    public async Task A_node_that_leaves_is_gone_and_one_not_heard_of_is_not_live_and_in_the_end_forgotten()
    {
        await _nodes.RenewAsync(_one, 1, new Dictionary<string, int>());
        await _nodes.RenewAsync(_other, 1, new Dictionary<string, int>());
        await _nodes.LeaveAsync(_one);
        (await _nodes.ListAsync()).ShouldHaveSingleItem().Id.ShouldBe(_other.Id);

        await SilentForAsync(NodeRegistry.Lease);
        (await _nodes.ListAsync()).ShouldHaveSingleItem().Live.ShouldBeFalse();
        await SilentForAsync(TimeSpan.FromMinutes(1));
        await _nodes.RenewAsync(_one, 1, new Dictionary<string, int>());
        (await _nodes.ListAsync()).ShouldHaveSingleItem().Id.ShouldBe(_one.Id);
    }

    private Task SilentForAsync(TimeSpan time) => _database.WriteAsync((c, t) => c.ExecuteAsync(
        "UPDATE node SET lease_until = lease_until - @time", new { time = time.Ticks / TimeSpan.TicksPerMicrosecond }, t));
}
