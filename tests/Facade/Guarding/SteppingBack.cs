using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Tests.Shadowing;
using Hub.Tests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests.Guarding;

/// <summary>A route whose new side breaks steps back to its legacy side by itself, and waits there for a person.</summary>
public sealed class SteppingBack : IAsyncDisposable
{
    private TwoSides? _started;

    private TwoSides Sides => _started!;

    public ValueTask DisposeAsync() => _started?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task A_new_side_that_fails_loses_its_route_at_once_and_a_person_gives_it_back()
    {
        await StartAsync("guardrail: { latency: off }");
        await AskAsync(200);
        await Sides.ShiftAsync("goods.get", "new");
        Sides.New = Failing;
        await FallAsync();
        (await Sides.AskAsync()).ShouldBe("""{"price":1.5}""");

        var entry = (await Sides.Facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/audit?actor=guardrail")).EnumerateArray()
            .First();
        entry.GetProperty("action").GetString().ShouldBe("rollback");
        entry.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("of the new side failed, of legacy 0 of");

        using var refused = await Sides.Facade.ShiftAsync("goods.get", new { stage = "new", reason = "x", force = true });
        refused.StatusCode.ShouldBe(HttpStatusCode.Locked);
        (await RunningFacade.DetailAsync(refused)).ShouldContain("./hub guardrail release goods.get --reason TEXT");
        Sides.New = context => context.Response.WriteAsync("mended");
        (await ReleaseAsync()).ShouldBe(HttpStatusCode.OK);
        (await ReleaseAsync()).ShouldBe(HttpStatusCode.Conflict);
        await Sides.ShiftAsync("goods.get", "new");
        (await Sides.AskAsync()).ShouldBe("mended");
    }

    [Fact]
    public async Task What_several_nodes_see_counts_together()
    {
        await StartAsync("guardrail: { latency: off }");
        await AskAsync(200);
        await using var other = await Sides.Facade.StartAnotherAsync();
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        there.DefaultRequestHeaders.Authorization = Sides.Facade.Admin.DefaultRequestHeaders.Authorization;
        await Sides.ShiftAsync("goods.get", "new");
        await Eventually.HoldsAsync("the other node serves it", async () => await StageAsync(there) == "new");
        Sides.New = Failing;
        // Of each node too few to tell.
        for (var i = 0; i < 4; i++)
        {
            await Sides.AskAsync();
            using var answer = await there.GetAsync("/api/goods/1");
        }

        await Eventually.HoldsAsync(
            "both nodes stepped back", async () => (await StageAsync(), await StageAsync(there)) == ("legacy", "legacy"));
    }

    [Fact]
    public async Task Answers_that_differ_too_often_are_a_breach_too()
    {
        await StartAsync("shadow: { afterShift: 100% }\nguardrail: { latency: off }");
        await Sides.ShiftAsync("goods.get", "new");
        Sides.New = context => context.Response.WriteAsJsonAsync(new { price = 1.6 });
        await FallAsync();
        var (_, why) = await GuardrailAsync();
        why.ShouldContain("answers (100 %) that both sides gave differ, more than 1 %");
    }

    [Theory]
    [InlineData(""), InlineData("guardrail: off"), InlineData("guardrail: { errors: off, latency: off, mismatch: off }")]
    public async Task A_route_stays_where_the_plan_names_no_guardrail(string fields)
    {
        await StartAsync(fields);
        await AskAsync(200);
        await Sides.ShiftAsync("goods.get", "new");
        Sides.New = Failing;
        await AskAsync(200);
        (await StageAsync()).ShouldBe("new");
    }

    private static Task Failing(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return Task.CompletedTask;
    }

    private async Task StartAsync(string fields)
    {
        _started = await TwoSides.StartAsync(fields: fields);
        await Sides.ShiftAsync("goods.get", "legacy");
    }

    private async Task AskAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await Sides.AskAsync();
    }

    private Task FallAsync() => Eventually.HoldsAsync("the route stepped back", async () =>
    {
        await Sides.AskAsync();
        return await StageAsync() == "legacy" && (await GuardrailAsync()).State == "stepped back";
    });

    private async Task<string?> StageAsync(HttpClient? node = null) =>
        (await (node ?? Sides.Facade.Admin).GetFromJsonAsync<JsonElement>("/hub/api/routes/goods.get")).GetProperty("stage")
        .GetString();

    private async Task<(string State, string Text)> GuardrailAsync()
    {
        var all = await Sides.Facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/guardrails");
        var one = all.EnumerateArray().Single(g => g.GetProperty("route").GetString() == "goods.get");
        return (one.GetProperty("state").GetString()!, one.GetProperty("text").GetString()!);
    }

    private async Task<HttpStatusCode> ReleaseAsync()
    {
        using var answer = await Sides.Facade.Admin.PostAsJsonAsync(
            "/hub/api/routes/goods.get/guardrail/release", new { reason = "mended" });
        return answer.StatusCode;
    }
}
