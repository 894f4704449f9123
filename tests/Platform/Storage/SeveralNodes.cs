using Hub.Platform.Identity;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Tests.Plan;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Platform.Tests.Storage;

public sealed class SeveralNodes_on_SQLite() : SeveralNodes(StoreEngine.Sqlite);

public sealed class SeveralNodes_on_PostgreSQL() : SeveralNodes(StoreEngine.Postgres);

/// <summary>Nodes that write the same things into the same store at the same time.</summary>
public abstract class SeveralNodes(StoreEngine engine) : IAsyncLifetime
{
    private readonly List<ServiceProvider> _nodes = [];
    private TestStores _stores = null!;

    public async ValueTask InitializeAsync()
    {
        _stores = await TestStores.CreateAsync(engine);
        for (var node = 0; node < 4; node++)
            _nodes.Add(new ServiceCollection().AddSingleton(_stores.Options)
                .AddPlatform(_stores.Data, new PlanReferences())
                .BuildServiceProvider());
        await Task.WhenAll(_nodes.Select(n => n.MigratePlatformAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _stores?.Dispose();
    }

    [Fact]
    public async Task That_start_on_an_empty_store_serve_the_plan_of_the_first()
    {
        var revisions = await Task.WhenAll(All<Revisions>().Select(r => r.LoadAsync(() => PlanFiles.Bundle())));
        revisions.ShouldAllBe(r => r.Number == 1 && r.Hash == revisions[0].Hash);
        All<CurrentRouting>().ShouldAllBe(c => c.Snapshot.Revision == 1);
    }

    [Fact]
    public async Task That_are_told_of_a_revision_or_look_for_themselves_serve_it()
    {
        await Task.WhenAll(All<Revisions>().Select(r => r.LoadAsync(() => PlanFiles.Bundle())));
        var (revisions, routing) = (All<Revisions>().ToList(), All<CurrentRouting>().ToList());
        await revisions[0].ShiftAsync(routing[0].Snapshot, "orders.get", new RouteState(Stage.New), "ann", "go");
        await revisions[1].FollowAsync(told: 2);
        await revisions[2].FollowAsync();
        // An old word says nothing, and one of a revision that is not there yet does no harm.
        await revisions[3].FollowAsync(told: 1);
        routing.Select(c => c.Snapshot.Revision).ShouldBe([2, 2, 2, 1]);
        await revisions[3].FollowAsync(told: 7);
        routing[3].Snapshot.Revision.ShouldBe(2);
        await revisions[3].FollowAsync(told: 7);
        routing[3].Snapshot.Revision.ShouldBe(2);
    }

    [Fact]
    public async Task Of_which_each_appends_to_one_revision_exactly_one_wins()
    {
        for (var expected = 0; expected < 10; expected++)
        {
            var states = new Dictionary<string, RouteState> { ["orders.get"] = new(Stage.Canary, expected) };
            var appended = await Task.WhenAll(All<RevisionLog>().SelectMany(log => Enumerable.Range(0, 5).Select(
                _ => log.AppendAsync(expected, "plan", states, "ann", "race"))));
            appended.Count(r => r is not null).ShouldBe(1);
        }

        (await All<RevisionLog>().First().ListAsync(100)).Count.ShouldBe(10);
        (await All<RevisionLog>().First().FindBrokenAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task That_all_audit_keep_one_chain()
    {
        await Task.WhenAll(All<AuditLog>().Take(2).SelectMany(log => Enumerable.Range(0, 50).Select(
            n => log.AppendAsync("ann", "shift", $"route {n}", "done", ""))));
        var entries = await All<AuditLog>().First().ListAsync(1000);
        entries.Select(e => e.Number).ShouldBe(Enumerable.Range(1, 100).Select(n => (long)n).Reverse());
        (await All<AuditLog>().First().FindBrokenAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task That_map_one_record_to_different_ones_agree_on_one_of_them()
    {
        for (var record = 0; record < 10; record++)
        {
            var maps = All<IdentityMap>().Select((map, n) => (map, legacy: $"L-{record}-{n}")).ToList();
            var told = await Task.WhenAll(
                maps.Select(m => Record.ExceptionAsync(() => m.map.MapAsync("orders", m.legacy, $"N-{record}")).AsTask()));
            told.Count(e => e is null).ShouldBe(1);
            var winner = maps[Array.FindIndex(told, e => e is null)].legacy;
            (await maps[0].map.FindLegacyAsync("orders", $"N-{record}")).ShouldBe(winner);
            told.Where(e => e is not null).ShouldAllBe(e => e is InvalidOperationException);
        }
    }

    private IEnumerable<T> All<T>()
        where T : notnull => _nodes.Select(n => n.GetRequiredService<T>());
}
