using Hub.Facade.Evidence;
using Hub.Facade.Rules;
using Hub.Platform;
using Hub.Platform.Plan;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Evidence;

/// <summary>Accepted rules and masked examples of two nodes on one store.</summary>
public sealed class RulesAndExamplesOfSeveralNodes
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_knows_what_the_other_keeps(bool onPostgres)
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
        await AcceptAsync(one.GetRequiredService<AcceptedRules>(), other.GetRequiredService<AcceptedRules>());
        await KeepExamplesAsync(one.GetRequiredService<DifferenceExamples>(), other.GetRequiredService<DifferenceExamples>());
    }

    private static async Task AcceptAsync(AcceptedRules one, AcceptedRules other)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var rule = new ComparingRule("a", ComparingKind.Tolerance, "at", "2s", "ann", "clocks", today.AddDays(9)) { Key = "a@1" };
        (await one.TryAddAsync("orders.get", rule, "ann")).ShouldBeTrue();
        (await other.TryAddAsync("orders.get", rule with { Key = "a@2" }, "bob")).ShouldBeFalse();
        (await other.ReadAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            r => r.Rule.ShouldBe(rule), r => r.By.ShouldBe("ann"), r => r.Route.ShouldBe("orders.get"));

        // One that has ended makes room for another of its name.
        (await one.TryAddAsync("orders.find", rule with { Until = today.AddDays(-2) }, "ann")).ShouldBeTrue();
        (await one.TryAddAsync("orders.find", rule with { Key = "a@3", By = null }, "ann")).ShouldBeTrue();
        (await one.PruneAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(5))).ShouldBe(0);
        (await other.WithdrawAsync("orders.get", "a")).ShouldBeTrue();
        (await one.WithdrawAsync("orders.get", "a")).ShouldBeFalse();
        (await one.PruneAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(30))).ShouldBe(1);
    }

    private static async Task KeepExamplesAsync(DifferenceExamples one, DifferenceExamples other)
    {
        for (var i = 0; i < 5; i++)
            foreach (var node in new[] { one, other })
                node.Add(
                    "orders.get", "plan",
                    [new("a", "another number", "9", "99", null), new("b", "only at new", null, "x", null)]);
        await Task.WhenAll(one.WriteAsync(), other.WriteAsync());
        (await other.ReadAsync("orders.get", "plan", "a")).Count.ShouldBe(DifferenceExamples.MostOfPath);
        (await one.ReadAsync("orders.get", "plan", path: null)).Count.ShouldBe(2 * DifferenceExamples.MostOfPath);
        (await one.ReadAsync("orders.get", "another plan", path: null)).ShouldBeEmpty();
        await one.PruneAsync(TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(1));
        (await other.ReadAsync("orders.get", "plan", path: null)).ShouldBeEmpty();
    }

    private static ServiceProvider Node(string data, StoreOptions? store)
    {
        var services = new ServiceCollection().AddLogging();
        if (store is not null)
            services.AddSingleton(store);
        return services.AddPlatform(new DataFolder(data), new PlanReferences()).AddFacade().BuildServiceProvider();
    }
}
