using System.Text;
using Hub.Facade.Cutover;
using Hub.Facade.Cutover.Approvals;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests.Access;

public sealed class ApprovingAtSeveralNodes_on_SQLite() : ApprovingAtSeveralNodes(StoreEngine.Sqlite);

public sealed class ApprovingAtSeveralNodes_on_PostgreSQL() : ApprovingAtSeveralNodes(StoreEngine.Postgres);

/// <summary>What is approved at several nodes at the same time is done once.</summary>
public abstract class ApprovingAtSeveralNodes(StoreEngine engine) : IAsyncLifetime
{
    private readonly List<WebApplication> _nodes = [];
    private TestStores _stores = null!;

    public async ValueTask InitializeAsync()
    {
        _stores = await TestStores.CreateAsync(engine);
        for (var node = 0; node < 3; node++)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(_stores.Options).AddPlatform(_stores.Data, new PlanReferences()).AddFacade();
            _nodes.Add(builder.Build());
        }

        foreach (var node in _nodes)
        {
            await node.Services.MigratePlatformAsync();
            await node.Services.MigrateFacadeAsync();
            await node.Services.GetRequiredService<Revisions>().LoadAsync(Plan);
        }

        await Service<AccessTokens>(0).CreateAsync("ann");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _stores?.Dispose();
    }

    [Fact]
    public async Task Approved_by_many_it_is_done_once()
    {
        for (var round = 1; round <= 5; round++)
        {
            var change = await AskAsync(round * 10);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 9).Select(n =>
                Task.Run(() => Approving(n).ApproveAsync(change.Id, change.Digest, $"bob-{n}"))));
            outcomes.OfType<ShiftOutcome.Done>().Count().ShouldBe(1);
            outcomes.OfType<ShiftOutcome.Refused>().ShouldAllBe(r => r.Status == 409);
            var newest = (await Log.FindNewestAsync())!;
            (newest.Number, newest.Author, newest.States["ledger.get"].Percent).ShouldBe((round + 1, "ann", round * 10));
            newest.Approver.ShouldBe(outcomes.OfType<ShiftOutcome.Done>().Single().ApprovedBy);
        }

        (await Log.FindBrokenAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task Approved_and_withdrawn_at_once_it_is_one_of_the_two()
    {
        var percent = 0;
        for (var round = 1; round <= 5; round++)
        {
            var change = await AskAsync(round * 10);
            var approving = Task.Run(() => Approving(0).ApproveAsync(change.Id, change.Digest, "bob"));
            var withdrawing = Task.Run(() => Approving(1).WithdrawAsync(change.Id, "ann"));
            var (approved, withdrawn) = (await approving is ShiftOutcome.Done, await withdrawing is ShiftOutcome.Withdrawn);
            approved.ShouldBe(!withdrawn);
            percent = approved ? round * 10 : percent;
            ((await Log.FindNewestAsync())!.States.GetValueOrDefault("ledger.get") ?? RouteState.Initial).Percent
                .ShouldBe(percent);
        }
    }

    [Fact]
    public async Task Approved_while_the_route_is_rolled_back_elsewhere_it_is_done_before_or_not_at_all()
    {
        for (var round = 0; round < 5; round++)
        {
            var first = await AskAsync(10);
            (await Approving(0).ApproveAsync(first.Id, first.Digest, "bob")).ShouldBeOfType<ShiftOutcome.Done>();
            var change = await AskAsync(20);
            var approving = Task.Run(() => Approving(1).ApproveAsync(change.Id, change.Digest, "bob"));
            var back = Task.Run(
                () => Service<Shifts>(2).RollbackAsync("ledger.get", new RollbackRequest { Reason = "back" }, "ann"));
            await Task.WhenAll(approving, back);
            (await back).ShouldBeOfType<ShiftOutcome.Done>();
            ((await Log.FindNewestAsync())!.States["ledger.get"])
                .ShouldBe(RouteState.Initial, "who rolls back has the last word");
            await Service<Revisions>(0).FollowAsync();
        }
    }

    private RevisionLog Log => Service<RevisionLog>(0);

    private Approving Approving(int n) => Service<Approving>(n % _nodes.Count);

    private T Service<T>(int node)
        where T : notnull => _nodes[node].Services.GetRequiredService<T>();

    private async Task<PendingView> AskAsync(double percent)
    {
        await Service<Revisions>(0).FollowAsync();
        // Nothing answers at the plan's new side.
        var request = new ShiftRequest { Stage = Stage.Canary, Percent = percent, Reason = "go", Force = true };
        var outcome = await Service<Shifts>(0).ShiftAsync("ledger.get", request, "ann");
        return outcome.ShouldBeOfType<ShiftOutcome.Waits>().Change;
    }

    private static PlanBundle Plan() => new([KeyValuePair.Create("capabilities/ledger.yaml", Encoding.UTF8.GetBytes("""
        capability: ledger
        owner: finance
        zone: inside
        cohort: { key: account, from: [header X-Account], seed: account }
        sides: { legacy: "http://127.0.0.1:9", new: "http://127.0.0.1:9" }
        routes: { ledger.get: GET /api/ledger }
        """))]);
}
