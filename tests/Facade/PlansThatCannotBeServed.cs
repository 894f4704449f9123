using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>
/// Where another process gave a plan a revision that this node cannot serve, the node serves the last plan it can, says so
/// everywhere, and is repaired while it runs.
/// </summary>
public sealed class PlansThatCannotBeServed : IAsyncLifetime
{
    private readonly RunningFacade _facade = new();

    public ValueTask InitializeAsync() => _facade.InitializeAsync();

    public ValueTask DisposeAsync() => _facade.DisposeAsync();

    [Fact]
    public async Task A_newest_revision_that_cannot_be_served_leaves_the_last_good_plan_and_the_node_says_so_everywhere()
    {
        var served = await _facade.RevisionAsync();
        await AppendBrokenAsync(served, states => states.SetItem("orders.get", new RouteState(Stage.New)));
        await NotReadyAsync(_facade.Client);

        (await _facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/orders/1"))).Side
            .ShouldBe("new", "the newest states hold under the last good plan");
        var ready = await _facade.Client.GetAsync("/hub/health/ready");
        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var reason = await ready.Content.ReadAsStringAsync();
        reason.ShouldContain($"revision {served + 1} cannot be served here");
        reason.ShouldContain("capabilities/orders.yaml(1)");

        var routes = await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes");
        routes.GetProperty("problem").GetString().ShouldBe(reason);
        routes.GetProperty("revision").GetInt64().ShouldBe(served);
        await Eventually.HoldsAsync("the nodes to know", async () =>
            (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/nodes")).EnumerateArray().Single()
                .GetProperty("problem").GetString() == reason);
    }

    [Fact]
    public async Task On_a_node_that_is_not_ready_rollbacks_take_effect_and_nothing_is_shifted_forward()
    {
        var served = await _facade.RevisionAsync();
        await AppendBrokenAsync(served, states => states.SetItem("orders.get", new RouteState(Stage.New)));
        await NotReadyAsync(_facade.Client);

        using var shifted = await _facade.ShiftAsync("orders.place", new { stage = "new", reason = "on" });
        shifted.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var back = await _facade.RollbackAsync("orders.get");
        back.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/orders/1"))).Side.ShouldBe("legacy");
        var newest = await _facade.Services.GetRequiredService<RevisionLog>().FindNewestAsync();
        newest!.Number.ShouldBe(served + 2);
        newest.States["orders.get"].Stage.ShouldBe(Stage.Legacy);
        newest.PlanHash.ShouldNotBe(_facade.Services.GetRequiredService<CurrentRouting>().Snapshot.Plan.Hash, "the plan is kept");
    }

    [Fact]
    public async Task A_good_plan_applied_to_a_node_that_is_not_ready_makes_it_ready_and_keeps_where_the_routes_stand()
    {
        var served = await _facade.RevisionAsync();
        await AppendBrokenAsync(served, states => states.SetItem("orders.get", new RouteState(Stage.New)));
        await NotReadyAsync(_facade.Client);

        // The very plan that is served is a repair.
        using var repaired = await _facade.ApplyAsync(_ => { });
        repaired.StatusCode.ShouldBe(HttpStatusCode.OK, await repaired.Content.ReadAsStringAsync());
        (await _facade.RevisionAsync()).ShouldBe(served + 2);
        (await _facade.Client.GetAsync("/hub/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/api/orders/1"))).Side.ShouldBe("new");
        (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes")).GetProperty("problem").ValueKind
            .ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_node_starts_with_the_last_revision_it_can_serve()
    {
        var served = await _facade.RevisionAsync();
        await AppendBrokenAsync(served, states => states);
        await AppendBrokenAsync(served + 1, states => states, "capability: [");
        await using var second = await _facade.StartAnotherAsync();
        using var client = new HttpClient { BaseAddress = new Uri(second.Urls.First()) };

        (await client.GetAsync("/api/search")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetStringOfAsync("/hub/health/ready")).ShouldContain($"the plan of revision {served} is served instead");
    }

    [Fact]
    public async Task A_node_without_any_plan_it_can_serve_starts_all_the_same_and_takes_one()
    {
        var served = await _facade.RevisionAsync();
        var files = await _facade.FilesAsync();
        await AppendBrokenAsync(served, states => states);
        await using var second = await _facade.StartAnotherAsync(changed: services =>
            services.AddSingleton<IPlanRule>(new Refusing(files.Count)));
        using var client = new HttpClient { BaseAddress = new Uri(second.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = _facade.Admin.DefaultRequestHeaders.Authorization;

        (await client.GetStringOfAsync("/hub/health/ready")).ShouldContain("no route is answered");
        (await client.GetAsync("/api/search")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        files["contracts/more.txt"] = "One file more than the rule refuses.";
        using var applied = await client.PostAsJsonAsync("/hub/api/plan", new
        {
            files = files.ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value)),
            reason = "repair",
        });
        applied.StatusCode.ShouldBe(HttpStatusCode.OK, await applied.Content.ReadAsStringAsync());
        (await client.GetAsync("/api/search")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/hub/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>What another version of the hub, or a node that knows other variables, may have put into the store.</summary>
    private async Task AppendBrokenAsync(
        long expected, Func<System.Collections.Immutable.ImmutableSortedDictionary<string, RouteState>,
            System.Collections.Immutable.ImmutableSortedDictionary<string, RouteState>> states,
        string orders = "capability: orders\nfrom: another version")
    {
        var served = _facade.Services.GetRequiredService<CurrentRouting>().Snapshot;
        var files = new Dictionary<string, byte[]>(served.Plan.Bundle.Files)
        {
            ["capabilities/orders.yaml"] = Encoding.UTF8.GetBytes(orders),
        };
        var broken = new PlanBundle(files);
        await _facade.Services.GetRequiredService<PlanStore>().SaveAsync(broken);
        (await _facade.Services.GetRequiredService<RevisionLog>().AppendAsync(
            expected, broken.Hash, states(served.States), "another", "a plan for another version")).ShouldNotBeNull();
    }

    private static Task NotReadyAsync(HttpClient client) => Eventually.HoldsAsync(
        "the node not to be ready",
        async () => (await client.GetAsync("/hub/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable);

    private sealed class Refusing(int files) : IPlanRule
    {
        public void Check(MigrationPlan plan, PlanErrors errors)
        {
            if (plan.Bundle.Files.Count == files)
                errors.Add(new PlanLocation("hub.yaml", 1), "a variable is not set here");
        }
    }
}

internal static class Reading
{
    public static async Task<string> GetStringOfAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return await response.Content.ReadAsStringAsync();
    }
}
