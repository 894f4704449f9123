using System.Collections.Concurrent;
using Dapper;
using Hub.Facade.Guarding;
using Hub.Facade.Measuring;
using Hub.Platform;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Guarding;

/// <summary>What two nodes count of many guarded routes at the same time.</summary>
public sealed class CountsOfManyRoutes
{
    private const int Routes = 100;
    private const int Looks = 5;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_count_is_taken_in_once(bool onPostgres)
    {
        StoreOptions? store = null;
        if (onPostgres)
        {
            PostgresServer.SkipIfMissing();
            store = new StoreOptions { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };
        }

        using var data = new TemporaryFolder();
        await using var one = Node(data.Path, store);
        await using var other = Node(data.Path, store);
        await one.MigratePlatformAsync();
        await one.MigrateFacadeAsync();
        var told = new ConcurrentBag<string>();
        var (here, there) = (one.GetRequiredService<Guardrails>(), other.GetRequiredService<Guardrails>());
        int[] order = [.. Enumerable.Range(0, Routes)];
        await Task.WhenAll(LookAsync(here, order), LookAsync(there, [.. order.Reverse()]));

        told.Count.ShouldBe(2 * Looks * Routes);
        var watches = await there.WatchesAsync();
        watches.Count.ShouldBe(Routes);
        watches.Values.Select(w => w.Recorded.Values.Sum()).ShouldAllBe(n => n == 2 * Looks);

        async Task LookAsync(Guardrails node, int[] routes)
        {
            for (var look = 0; look < Looks; look++)
                (await node.AddAsync([.. routes.Select(i => News($"goods.{i}", told.Add))])).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task What_cannot_be_read_of_one_route_is_begun_anew_and_stops_no_other()
    {
        using var data = new TemporaryFolder();
        await using var node = Node(data.Path, store: null);
        await node.MigratePlatformAsync();
        await node.MigrateFacadeAsync();
        var guardrails = node.GetRequiredService<Guardrails>();
        await guardrails.AddAsync([News("goods.1", _ => { }), News("goods.2", _ => { })]);
        await node.GetRequiredService<HubStore>().Database.WriteAsync((c, t) => c.ExecuteAsync(
            "UPDATE guardrail_watch SET watch = '{' WHERE route = 'goods.1'", transaction: t));
        await guardrails.AddAsync([News("goods.1", _ => { }), News("goods.2", _ => { })]);
        (await guardrails.WatchesAsync()).ToDictionary(w => w.Key, w => w.Value.Recorded.Values.Sum())
            .ShouldBe(new Dictionary<string, long> { ["goods.1"] = 1, ["goods.2"] = 2 }, ignoreOrder: true);
    }

    private static GuardNews News(string id, Action<string> told)
    {
        var (at, side) = (new PlanLocation("capabilities/goods.yaml", 1),
            new SideTarget(SideName.Address("http://127.0.0.1:1"), new Uri("http://127.0.0.1:1"), null));
        var route = new RoutePlan(id, new RouteMatch("GET", $"/api/{id}", null, [], []), side, side, at);
        var legacy = AnswerCounts.Of(new Dictionary<int, long> { [1] = 1 });
        return new(
            route, GuardrailPlan.Default, new GuardCounts(1, "s", Stage.Legacy, legacy, AnswerCounts.None, 0, 0), "legacy",
            () => told(id));
    }

    private static ServiceProvider Node(string data, StoreOptions? store)
    {
        var services = new ServiceCollection().AddLogging();
        if (store is not null)
            services.AddSingleton(store);
        return services.AddPlatform(new DataFolder(data), new PlanReferences()).AddFacade().BuildServiceProvider();
    }
}
