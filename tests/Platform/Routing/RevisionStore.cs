using Dapper;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.Platform.Tests.Plan;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Platform.Tests.Routing;

public sealed class RevisionStore : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ServiceProvider _services = null!;

    private Revisions Revisions => _services.GetRequiredService<Revisions>();

    private RoutingSnapshot Served => _services.GetRequiredService<CurrentRouting>().Snapshot;

    public async ValueTask InitializeAsync()
    {
        await StartAsync();
        await Revisions.LoadAsync(() => PlanFiles.Bundle());
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_empty_store_takes_the_plan_with_every_route_on_legacy()
    {
        Served.Revision.ShouldBe(1);
        Served.States.Values.ShouldAllBe(s => s.Stage == Stage.Legacy);
        (await _services.GetRequiredService<RevisionLog>().FindNewestAsync())!.PlanHash.ShouldBe(PlanFiles.Bundle().Hash);
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
    public async Task A_changed_plan_in_the_store_is_not_served()
    {
        await TamperAsync("UPDATE plan_file SET content = CAST('system: erp' AS BLOB) WHERE path = 'systems/erp.yaml'");
        await _services.DisposeAsync();
        await StartAsync();
        await Should.ThrowAsync<InvalidDataException>(Revisions.LoadAsync(() => PlanFiles.Bundle()));
    }

    [Fact]
    public async Task A_token_is_known_by_its_hash_only()
    {
        var tokens = _services.GetRequiredService<AccessTokens>();
        var token = await tokens.CreateAsync("ann");
        (await tokens.FindNameAsync(token)).ShouldBe("ann");
        (await tokens.FindNameAsync(token + "x")).ShouldBeNull();
        foreach (var file in Directory.GetFiles(_folder.Path))
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
        _services = new ServiceCollection().AddPlatform(new DataFolder(_folder.Path), new PlanReferences()).BuildServiceProvider();
        await _services.MigratePlatformAsync();
    }

    private Task TamperAsync(string sql) =>
        _services.GetRequiredService<HubStore>().Database.WriteAsync((c, t) => c.ExecuteAsync(sql, transaction: t));
}
