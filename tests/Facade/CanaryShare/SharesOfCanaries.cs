using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.CanaryShare;
using Hub.Facade.Tests.Access;
using Hub.Facade.Tests.Shadowing;
using Hub.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.CanaryShare;

/// <summary>Evidence tells which share of a canary's customers the new side answers; gates fail where it is not as set.</summary>
public sealed class SharesOfCanaries : IAsyncDisposable
{
    private const string Cohort = "cohort: { key: id, from: [route id, query customer], seed: id }";
    private TwoSides? _started;

    private TwoSides Sides => _started!;

    public ValueTask DisposeAsync() => _started?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_canary_that_is_as_set_says_so_with_its_named_users_and_requests_without_key_apart()
    {
        _started = await TwoSides.StartAsync(fields: Cohort);
        await CanaryAsync("goods.get", 30, users: ["u-1"]);
        await CanaryAsync("goods.find", 30);
        await AskAsync(200);
        await Sides.AskAsync("/api/goods/u-1");
        var canary = await CanaryAsync("goods.get");
        Numbers(canary, "percent", "customers", "sampled", "requests", "withoutKey", "atBoth")
            .ShouldBe([30, 200, 200, 200, 0, 0]);
        canary.GetProperty("atNew").GetInt32().ShouldBeInRange(35, 85);
        canary.GetProperty("isContradicted").GetBoolean().ShouldBeFalse();
        canary.Text("text").ShouldEndWith("% of 200 customers, 30 % set");

        for (var i = 0; i < 3; i++)
            await Sides.AskAsync("/api/goods");
        await Sides.AskAsync("/api/goods?customer=7");
        (await CanaryAsync("goods.find")).Text("text").ShouldContain("75 % of requests carry no key and stay at legacy");

        // Another percentage makes other customers.
        await CanaryAsync("goods.get", 40, users: ["u-1"]);
        (await Sides.EvidenceAsync()).GetProperty("canary").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task What_other_nodes_and_earlier_starts_have_counted_is_told_as_well()
    {
        _started = await TwoSides.StartAsync(fields: Cohort);
        await CanaryAsync("goods.get", 50);
        await AskAsync(40);
        await Sides.Facade.Services.GetRequiredService<CanaryKeys>().WriteAsync();
        await using var other = await Sides.Facade.StartAnotherAsync();
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        there.DefaultRequestHeaders.Authorization = Sides.Facade.Admin.DefaultRequestHeaders.Authorization;
        // Twenty that the first node knows as well, and twenty more.
        for (var id = 20; id < 60; id++)
            (await there.GetStringAsync($"/api/goods/{id}")).ShouldNotBeEmpty();
        var canary = (await there.GetFromJsonAsync<JsonElement>("/hub/api/routes/goods.get/evidence")).GetProperty("canary");
        Numbers(canary, "customers", "requests").ShouldBe([60, 80]);
    }

    [Fact]
    public async Task A_new_side_that_falls_back_for_everybody_contradicts_the_share_and_fails_the_gate()
    {
        _started = await TwoSides.StartAsync(
            ", fallback: legacy", $"{Cohort}\nguardrail: off\ngates: {{ new: {{ mismatch: off, soak: 1s }} }}");
        await CanaryAsync("goods.get", 50);
        Sides.New = context =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        await AskAsync(60);
        var canary = await CanaryAsync("goods.get");
        canary.GetProperty("atNew").GetInt32().ShouldBe(0);
        canary.GetProperty("isContradicted").GetBoolean().ShouldBeTrue();
        using var refused = await Sides.Facade.ShiftAsync("goods.get", new { stage = "new", reason = "x" });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused)).ShouldContain("0 % of 60 customers, 50 % set: not as it was set.");

        // Written, so that it is there for nodes that start later; a way to another percentage and back ends it all the same.
        await Sides.Facade.Services.GetRequiredService<CanaryKeys>().WriteAsync();
        await CanaryAsync("goods.get", 40);
        await CanaryAsync("goods.get", 50);
        await using var later = await Sides.Facade.StartAnotherAsync();
        using var there = new HttpClient { BaseAddress = new Uri(later.Urls.First()) };
        there.DefaultRequestHeaders.Authorization = Sides.Facade.Admin.DefaultRequestHeaders.Authorization;
        foreach (var node in new[] { Sides.Facade.Admin, there })
            (await node.GetFromJsonAsync<JsonElement>("/hub/api/routes/goods.get/evidence")).GetProperty("canary").ValueKind
                .ShouldBe(JsonValueKind.Null);
    }

    private static int[] Numbers(JsonElement canary, params string[] names) =>
        [.. names.Select(n => (int)canary.GetProperty(n).GetDouble())];

    private async Task AskAsync(int customers)
    {
        for (var id = 0; id < customers; id++)
            (await Sides.AskAsync($"/api/goods/{id}")).ShouldNotBeEmpty();
    }

    private async Task<JsonElement> CanaryAsync(string route) =>
        (await Sides.EvidenceAsync(route: route)).GetProperty("canary");

    private async Task CanaryAsync(string route, double percent, string[]? users = null) =>
        (await Sides.Facade.ShiftAsync(
            route, new { stage = "canary", percent, users = users ?? [], reason = "some", force = true }))
        .StatusCode.ShouldBe(HttpStatusCode.OK);
}
