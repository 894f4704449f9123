using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Facade.Shadowing;
using Hub.Platform;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests.Shadowing;

/// <summary>What shadows may ask of a side, over all routes and all nodes; no caller waits for it.</summary>
public sealed class BudgetsOfSides : IAsyncDisposable
{
    private TwoSides? _started;

    public ValueTask DisposeAsync() => _started?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task No_more_requests_a_second_are_compared_than_the_side_may_be_asked_over_all_of_its_routes()
    {
        _started = await TwoSides.StartAsync(", limits: { shadows: { rate: 1/h } }");
        await _started.ShiftAsync("goods.find", "shadow");
        await _started.AskAsync();
        await _started.AskAsync();
        (await _started.AskAsync("/api/goods")).ShouldBe("""{"price":1.5}""");
        (await _started.EvidenceOfAsync(2)).GetProperty("compared").GetInt64().ShouldBe(1);
        var sides = await _started.Facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/sides");
        var limited = sides.EnumerateArray().Single(s => s.GetProperty("shadows").ValueKind == JsonValueKind.Object);
        limited.GetProperty("routes").EnumerateArray().Select(r => r.GetString()).ShouldContain("goods.get");
        limited.GetProperty("shadows").GetProperty("parts").GetInt32().ShouldBe(1);
        TwoSides.NotCompared(await _started.EvidenceOfAsync(1, "goods.find")).Keys.ShouldBe(
            ["only 0.0003 a second over all nodes are compared at the new side"]);
    }

    [Fact]
    public async Task No_more_requests_are_with_the_side_at_once_than_its_plan_says_and_callers_do_not_wait()
    {
        _started = await TwoSides.StartAsync(", limits: { shadows: { concurrency: 2 } }");
        await _started.ShiftAsync("goods.find", "shadow");
        var (open, release) = (new ConcurrentBag<int>(), new TaskCompletionSource());
        var now = 0;
        _started.New = async context =>
        {
            open.Add(Interlocked.Increment(ref now));
            await release.Task;
            Interlocked.Decrement(ref now);
            await context.Response.WriteAsJsonAsync(new { price = 1.5 });
        };
        for (var i = 0; i < 4; i++)
        {
            await _started.AskAsync();
            await _started.AskAsync("/api/goods");
        }

        await Eventually.HoldsAsync("two are asked", () => Task.FromResult(open.Count == 2));
        release.SetResult();
        await _started.EvidenceOfAsync(4);
        await _started.EvidenceOfAsync(4, "goods.find");
        open.Max().ShouldBe(2);
    }

    [Fact]
    public async Task Nodes_divide_what_a_side_may_be_asked_and_take_the_whole_back_when_they_are_alone()
    {
        using var stores = await TestStores.CreateAsync(StoreEngine.Postgres);
        await using var one = await SharingNode.StartAsync(stores, "one");
        await Eventually.HoldsAsync("one node has all of it", () => Task.FromResult(one.Permits == 6));
        await using (var other = await SharingNode.StartAsync(stores, "other"))
            await Eventually.HoldsAsync("both have half", () => Task.FromResult((one.Permits, other.Permits) == (3, 3)));
        await Eventually.HoldsAsync("one node has all of it again", () => Task.FromResult(one.Permits == 6));
    }

    [Fact]
    public async Task A_part_is_given_up_only_once_what_is_under_way_fits_into_the_rest()
    {
        var budget = new SideBudget(TimeProvider.System);
        var limits = new ShadowLimits(4, null);
        budget.Divide(limits, 1).ShouldBeTrue();
        for (var i = 0; i < 3; i++)
            (await budget.EnterAsync(isPaid: true, TimeSpan.FromMinutes(1), CancellationToken.None)).ShouldBeTrue();
        budget.Divide(limits, 2).ShouldBeFalse();
        var next = budget.EnterAsync(isPaid: true, TimeSpan.FromMinutes(1), CancellationToken.None);
        budget.Leave();
        budget.Divide(limits, 2).ShouldBeTrue();
        next.IsCompleted.ShouldBeFalse();
        budget.Leave();
        (await next).ShouldBeTrue();
    }

    [Theory]
    [InlineData("concurrency: 0", "'concurrency' is a whole number from 1 to 64")]
    [InlineData("rate: many", "'rate' is requests in a time, such as 20/s, 90/m or 1000/h")]
    [InlineData("pace: 1/s", "'pace' is not known here")]
    public void What_is_wrong_with_it_is_told_with_its_line(string said, string told)
    {
        var errors = new PlanErrors();
        new PlanLoader([]).Load(
            FilesOf($"limits: {{ shadows: {{ {said} }} }}"), new PlanReferences { StandsIn = true }, errors).ShouldBeNull();
        errors.ShouldHaveSingleItem().ToString().ShouldSatisfyAllConditions(
            e => e.ShouldContain("systems/erp.yaml(2)"), e => e.ShouldContain(told));
    }

    // Takes what there is, and gives it back.
    private static int PermitsOf(SideBudget budget)
    {
        var taken = 0;
        while (budget.EnterAsync(isPaid: true, TimeSpan.Zero, CancellationToken.None) is { IsCompletedSuccessfully: true } entered
            && entered.Result)
            taken++;
        for (var i = 0; i < taken; i++)
            budget.Leave();
        return taken;
    }

    private static PlanBundle FilesOf(string limits) => new(new Dictionary<string, string>
    {
        ["systems/erp.yaml"] = $"system: erp\n{limits}",
        ["capabilities/goods.yaml"] = """
            capability: goods
            owner: goods-team
            sides: { legacy: "adapter:erp" }
            routes: { goods.get: "GET /api/goods/{id}" }
            """,
    }.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value))));

    /// <summary>A node of which nothing runs but what shares budgets.</summary>
    private sealed class SharingNode(WebApplication app) : IAsyncDisposable
    {
        public int Permits
        {
            get
            {
                var route = app.Services.GetRequiredService<CurrentRouting>().Snapshot.Plan.Routes.Single();
                return PermitsOf(app.Services.GetRequiredService<ShadowBudgets>().Of(route, Side.Legacy)!);
            }
        }

        private SharingShadows Sharing => app.Services.GetServices<IHostedService>().OfType<SharingShadows>().Single();

        public static async Task<SharingNode> StartAsync(TestStores stores, string name)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(stores.Options)
                .AddPlatform(new DataFolder(stores.Data.File(name)), new PlanReferences { StandsIn = true }).AddFacade();
            var app = builder.Build();
            await app.Services.MigratePlatformAsync();
            await app.Services.MigrateFacadeAsync();
            await app.Services.GetRequiredService<Revisions>().LoadAsync(
                () => FilesOf("limits: { concurrency: 20, shadows: { concurrency: 6 } }"));
            var node = new SharingNode(app);
            await node.Sharing.StartAsync(CancellationToken.None);
            return node;
        }

        public async ValueTask DisposeAsync()
        {
            await Sharing.StopAsync(CancellationToken.None);
            await app.DisposeAsync();
        }
    }
}
