using Dapper;
using Hub.Platform.Identity;
using Hub.Platform.Lifetime;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.Platform.Tests.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Platform.Tests.Routing;

public sealed class RevisionStore_on_SQLite() : RevisionStore(StoreEngine.Sqlite);

public sealed class RevisionStore_on_PostgreSQL() : RevisionStore(StoreEngine.Postgres);

public abstract class RevisionStore(StoreEngine engine) : IAsyncLifetime
{
    private TestStores _stores = null!;
    private ServiceProvider _services = null!;

    private Revisions Revisions => _services.GetRequiredService<Revisions>();

    private Database Database => _services.GetRequiredService<HubStore>().Database;

    private RoutingSnapshot Served => _services.GetRequiredService<CurrentRouting>().Snapshot;

    public async ValueTask InitializeAsync()
    {
        _stores = await TestStores.CreateAsync(engine);
        await StartAsync();
        await Revisions.LoadAsync(() => PlanFiles.Bundle());
    }

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        _stores?.Dispose();
    }

    [Fact]
    public async Task An_empty_store_takes_the_plan_with_every_route_on_legacy()
    {
        Served.Revision.ShouldBe(1);
        Served.States.Values.ShouldAllBe(s => s.Stage == Stage.Legacy);
        (await _services.GetRequiredService<RevisionLog>().FindNewestAsync())!.PlanHash.ShouldBe(PlanFiles.Bundle().Hash);
    }

    [Fact]
    public async Task The_store_tells_which_revisions_had_which_plan()
    {
        await Revisions.ShiftAsync(Served, "orders.get", new RouteState(Stage.New), "ann", "on");
        var loader = _services.GetRequiredService<PlanLoader>();
        var other = loader.Load(PlanFiles.Bundle(("hub.yaml", "expose: true")), new PlanReferences(), [])!;
        var first = Served.Plan;
        (await Revisions.ApplyPlanAsync(Served, other, "bob", "another")).ShouldNotBeNull();
        (await Revisions.ApplyPlanAsync(Served, first, "eve", "back")).ShouldNotBeNull();

        var log = _services.GetRequiredService<RevisionLog>();
        var spans = await log.ListPlanSpansAsync(10);
        spans.Select(s => (s.First, s.Last, s.Plan, s.Author, s.Reason)).ShouldBe(
        [
            (4, 4, first.Hash, "eve", "back"),
            (3, 3, other.Hash, "bob", "another"),
            (1, 2, first.Hash, "hub", "first start"),
        ]);
        spans[0].At.ShouldBe((await log.FindAsync(4))!.At);
        (await log.ListPlanSpansAsync(1)).ShouldHaveSingleItem().First.ShouldBe(4);
        (await log.FindFirstOfPlanAsync(first.Hash)).ShouldBe(1);
        (await log.FindFirstOfPlanAsync(other.Hash)).ShouldBe(3);
        (await log.FindFirstOfPlanAsync("none")).ShouldBeNull();
    }

    [Fact]
    public async Task A_shift_survives_a_restart_and_another_plan_on_disk_does_not_matter()
    {
        await Revisions.ShiftAsync(Served, "orders.place", new RouteState(Stage.Canary, 25), "ann", "first customers");
        await _services.DisposeAsync();
        await StartAsync();
        await Revisions.LoadAsync(() => throw new InvalidOperationException("the files are not asked for"));
        Served.Revision.ShouldBe(2);
        Served.States["orders.place"].ShouldBe(new RouteState(Stage.Canary, 25));
        Served.Plan.Hash.ShouldBe(PlanFiles.Bundle().Hash);
    }

    [Fact]
    public async Task Of_shifts_decided_on_one_revision_only_the_first_is_taken()
    {
        var seen = Served;
        var shifts = await Task.WhenAll(Enumerable.Range(1, 20).Select(n =>
            Revisions.ShiftAsync(seen, "orders.place", new RouteState(Stage.Canary, n), "ann", "race")));
        shifts.Count(r => r is not null).ShouldBe(1);
        Served.Revision.ShouldBe(2);
    }

    [Fact]
    public async Task A_changed_revision_or_audit_entry_shows_in_the_chain()
    {
        var (log, audit) = (_services.GetRequiredService<RevisionLog>(), _services.GetRequiredService<AuditLog>());
        await Revisions.ShiftAsync(Served, "orders.place", new RouteState(Stage.New), "ann", "done");
        await audit.AppendAsync("ann", "shift", "orders.place", "done", "legacy → new");
        await audit.AppendAsync("bob", "shift", "orders.get", "refused", "no");
        (await log.FindBrokenAsync()).ShouldBeNull();
        (await audit.FindBrokenAsync()).ShouldBeNull();

        await TamperAsync("UPDATE revision SET author = 'eve' WHERE number = 2");
        await TamperAsync("DELETE FROM audit_entry WHERE number = 1");
        (await log.FindBrokenAsync()).ShouldBe(2);
        (await audit.FindBrokenAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_changed_plan_in_the_store_is_not_served_and_the_node_says_so()
    {
        await TamperAsync(
            "UPDATE plan_file SET content = @content WHERE path = 'systems/erp.yaml'",
            new { content = "system: erp"u8.ToArray() });
        await _services.DisposeAsync();
        await StartAsync();
        await Revisions.LoadAsync(() => PlanFiles.Bundle());

        var snapshot = _services.GetRequiredService<CurrentRouting>().Snapshot;
        snapshot.Plan.Routes.ShouldBeEmpty();
        snapshot.Unserved.ShouldNotBeNull().Reason.ShouldContain("has been changed in the store");
        _services.GetRequiredService<Readiness>().Problem.ShouldNotBeNull().ShouldContain("no route is answered");
    }

    [Fact]
    public async Task A_token_is_known_by_its_hash_only()
    {
        var tokens = _services.GetRequiredService<AccessTokens>();
        var token = await tokens.CreateAsync("ann");
        (await tokens.FindAsync(token)).ShouldNotBeNull().Name.ShouldBe("ann");
        (await tokens.FindAsync(token + "x")).ShouldBeNull();
        var kept = await Database.ReadAsync(c => c.QueryAsync<string>("SELECT name || ' ' || hash FROM access_token"));
        kept.ShouldHaveSingleItem().ShouldNotContain(token);
        foreach (var file in Directory.GetFiles(_stores.Data.Path))
            (await ReadSharedAsync(file)).ShouldNotContain(token);
    }

    private static async Task<string> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private async Task StartAsync()
    {
        _services = new ServiceCollection().AddSingleton(_stores.Options)
            .AddPlatform(_stores.Data, new PlanReferences())
            .BuildServiceProvider();
        await _services.MigratePlatformAsync();
    }

    private Task TamperAsync(string sql, object? parameters = null) =>
        Database.WriteAsync((c, t) => c.ExecuteAsync(sql, parameters, t));
}
