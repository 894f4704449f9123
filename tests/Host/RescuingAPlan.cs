using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Hub.Host.Up;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Tests;

/// <summary><c>./hub plan rescue</c>: a store whose newest plan cannot be served is repaired while no hub runs.</summary>
public sealed class RescuingAPlan : IDisposable
{
    private const string Side = "\"http://127.0.0.1:9\"";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_newest_plan_that_can_be_served_comes_back_and_the_routes_stay_where_they_stand() =>
        await RescueAsync(store: null);

    [Fact]
    public async Task A_store_on_PostgreSQL_is_rescued_in_the_same_way()
    {
        PostgresServer.SkipIfMissing();
        await using var server = await PostgresServer.StartAsync();
        await RescueAsync(await server.CreateDatabaseAsync());
    }

    [Fact]
    public async Task Nothing_is_rescued_on_a_folder_that_a_hub_has()
    {
        await FillAsync(store: null);
        using var hub = DataFolderLock.Take(_folder.Path);

        var refused = await RunAsync(store: null);
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("is in use by another hub");
    }

    [Fact]
    public async Task Nothing_is_rescued_on_a_shared_store_while_a_node_is_live_on_it()
    {
        PostgresServer.SkipIfMissing();
        await using var server = await PostgresServer.StartAsync();
        var store = await server.CreateDatabaseAsync();
        await FillAsync(store);
        await using var services = Offline(store);
        var node = new ThisNode("facade", () => "");
        var renewing = true;
        var live = Task.Run(async () =>
        {
            while (renewing)
            {
                await services.GetRequiredService<NodeRegistry>().RenewAsync(node, 1, ImmutableDictionary<string, int>.Empty);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        });

        var refused = await RunAsync(store);
        renewing = false;
        await live;
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("repair it with ./hub plan apply, or stop every hub first");
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("another")]
    public async Task Nothing_is_made_in_a_folder_that_no_hub_has(string name)
    {
        var another = Directory.CreateDirectory(_folder.File("another"));
        var refused = await HubCommand.RunAsync(
            new Dictionary<string, string?> { ["HUB_STORE"] = null }, "plan", "rescue", "--data", _folder.File(name));
        refused.ExitCode.ShouldBe(2);
        refused.Errors.ShouldContain("name the hub's own with --data");
        Directory.Exists(_folder.File("nowhere")).ShouldBeFalse();
        another.EnumerateFileSystemInfos().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_plan_refers_to_is_allowed_as_for_a_start()
    {
        await FillAsync(store: null, "\"${env:PARTS_URL}\"");
        var plan = _folder.File("plan");
        Directory.CreateDirectory(Path.Combine(plan, "capabilities"));
        await File.WriteAllBytesAsync(
            Path.Combine(plan, "capabilities", "orders.yaml"), Plan(side: "\"${env:PARTS_URL}\"").Files.Values.Single());
        var refused = await ListAsync("--plan", _folder.File("none"));
        refused.Output.ShouldContain("PARTS_URL is not among those that a plan may read");
        refused.Output.ShouldContain("as for ./hub up: --env-allow PARTS_URL, or --plan DIR");
        (await HubCommand.RunAsync(
            new Dictionary<string, string?> { ["HUB_STORE"] = null },
            "plan", "rescue", "--data", _folder.Path, "--plan", _folder.File("none"))).Errors
            .ShouldContain("Allow what the plans refer to, as for ./hub up: --env-allow PARTS_URL");
        foreach (var allowed in new[] { new[] { "--plan", plan }, ["--plan", _folder.File("none"), "--env-allow", "PARTS_*"] })
        {
            var listed = await ListAsync(allowed);
            listed.ExitCode.ShouldBe(0, listed.Errors);
            listed.Output.ShouldNotContain("PARTS_URL");
        }

        Task<HubCommand.Result> ListAsync(params string[] more) => HubCommand.RunAsync(
            new Dictionary<string, string?> { ["HUB_STORE"] = null, ["PARTS_URL"] = "http://127.0.0.1:9" },
            ["plan", "rescue", "--data", _folder.Path, "--list", .. more]);
    }

    private async Task RescueAsync(string? store)
    {
        await FillAsync(store);
        var listed = await RunAsync(store, "--list", "--json");
        listed.ExitCode.ShouldBe(0, listed.Errors);
        using var plans = JsonDocument.Parse(listed.Output);
        plans.RootElement.EnumerateArray().Select(p => p.GetProperty("number").GetInt64()).ShouldBe([3, 2]);
        plans.RootElement[0].GetProperty("problem").GetString()!.ShouldStartWith(
            $"store plan {Plan("\nfrom: another version").Hash[..12]}… (revision 3), capabilities/orders.yaml(5): "
            + "'from' is not known here; known are capability, owner, ");
        plans.RootElement[1].GetProperty("problem").GetString().ShouldBeNull();

        var rescued = await RunAsync(store);
        rescued.ExitCode.ShouldBe(0, rescued.Errors);
        rescued.Output.ShouldContain("Revision 4 has the plan of revision 2");
        await using (var services = Offline(store))
        {
            var newest = (await services.GetRequiredService<RevisionLog>().FindNewestAsync()).ShouldNotBeNull();
            newest.PlanHash.ShouldBe(Plan().Hash);
            newest.States["orders.get"].Stage.ShouldBe(Stage.New);
            var entry = (await services.GetRequiredService<AuditLog>().ListAsync(1)).ShouldHaveSingleItem();
            (entry.Action, entry.Outcome).ShouldBe(("plan rescue", "done"));
            entry.Detail.ShouldContain("of revision 2, revision 4");
        }

        var again = await RunAsync(store);
        again.ExitCode.ShouldBe(0, again.Errors);
        again.Output.ShouldContain("nothing to rescue");
    }

    private Task<HubCommand.Result> RunAsync(string? store, params string[] arguments) => HubCommand.RunAsync(
        new Dictionary<string, string?> { ["HUB_STORE"] = store }, ["plan", "rescue", "--data", _folder.Path, .. arguments]);

    /// <summary>A plan, a shift to new, and a plan of another version.</summary>
    private async Task FillAsync(string? store, string side = Side)
    {
        await using var services = Offline(store);
        await services.MigratePlatformAsync();
        var (good, broken) = (Plan(side: side), Plan("\nfrom: another version", side));
        var log = services.GetRequiredService<RevisionLog>();
        foreach (var plan in new[] { good, broken })
            await services.GetRequiredService<PlanStore>().SaveAsync(plan);
        var states = ImmutableSortedDictionary<string, RouteState>.Empty.Add("orders.get", RouteState.Initial);
        await log.AppendAsync(0, good.Hash, states, "ann", "first");
        states = states.SetItem("orders.get", new RouteState(Stage.New));
        await log.AppendAsync(1, good.Hash, states, "ann", "on");
        (await log.AppendAsync(2, broken.Hash, states, "another", "a plan for another version")).ShouldNotBeNull();
    }

    private ServiceProvider Offline(string? store) => HubApplication.CreateOffline(
        _folder.Path, new PlanReferences(), converters: null, new StoreOptions { Postgres = store });

    private static PlanBundle Plan(string more = "", string side = Side) => new(new Dictionary<string, byte[]>
    {
        ["capabilities/orders.yaml"] = Encoding.UTF8.GetBytes($$"""
            capability: orders
            owner: order-team
            sides: { legacy: "http://127.0.0.1:9", new: {{side}} }
            routes: { orders.get: "GET /api/orders/{id}" }{{more}}
            """),
    });
}
