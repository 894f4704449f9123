using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Facade.Evidence;
using Hub.Facade.Shadowing;
using Hub.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Shadowing;

/// <summary>A route at stage shadow: callers get the legacy side's answer, and the new side's is compared with it.</summary>
public sealed class ComparingLiveAnswers : IAsyncLifetime
{
    private TwoSides _sides = null!;

    public async ValueTask InitializeAsync() => _sides = await TwoSides.StartAsync();

    public ValueTask DisposeAsync() => _sides.DisposeAsync();

    [Fact]
    public async Task Equal_answers_are_counted_and_the_new_side_gets_the_same_request()
    {
        string? asked = null;
        _sides.New = context =>
        {
            asked = $"{context.Request.Path.Value}{context.Request.QueryString} {context.Request.Headers["X-Customer"]}";
            return context.Response.WriteAsync("""{ "price": 1.50 }""");
        };
        _sides.Legacy = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"price":1.5}""");
        };
        _sides.New = Json("""{ "price": 1.50 }""", _sides.New);
        (await _sides.AskAsync("/api/goods/%C3%A4%2F1?full=true&x=%20", ("X-Customer", "C-1"))).ShouldBe("""{"price":1.5}""");

        var evidence = await _sides.EvidenceOfAsync(1);
        (evidence.GetProperty("equal").GetInt64(), evidence.GetProperty("different").GetInt64()).ShouldBe((1, 0));
        asked.ShouldBe("/api/goods/ä%2F1?full=true&x=%20 C-1");
        evidence.GetProperty("atMostDifferent").GetDouble().ShouldBeInRange(0.5, 1);
        evidence.GetProperty("missing").EnumerateArray().Last().GetProperty("equalAnswers").GetInt64()
            .ShouldBeInRange(2_900, 3_800);
    }

    [Fact]
    public async Task Differences_are_counted_by_path_without_values_and_callers_notice_nothing()
    {
        _sides.Legacy = Json("""{"lines":[{"unitPrice":"ACME-17"},{"unitPrice":"2"}],"note":null}""");
        _sides.New = Json("""{"lines":[{"unitPrice":"1"},{"unitPrice":"3"}]}""");
        for (var i = 0; i < 3; i++)
            (await _sides.AskAsync()).ShouldContain("ACME-17");
        await _sides.EvidenceOfAsync(3);
        _sides.New = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        await _sides.AskAsync();

        var evidence = await _sides.EvidenceOfAsync(4);
        evidence.GetProperty("different").GetInt64().ShouldBe(4);
        TwoSides.Differences(evidence).ShouldBe(
        [
            "3 × lines[].unitPrice: another text",
            "3 × note: only at legacy",
            "1 × status: 200 at legacy, 500 at new",
        ]);
        evidence.ToString().ShouldNotContain("ACME-17");
    }

    [Fact]
    public async Task A_new_side_that_hangs_or_is_away_keeps_no_caller_waiting_and_no_more_than_some_are_asked()
    {
        var gate = new TaskCompletionSource();
        var asked = 0;
        _sides.New = async context =>
        {
            Interlocked.Increment(ref asked);
            await gate.Task;
        };
        for (var i = 0; i < ShadowedRequests.MostOfRoute + 20; i++)
            await _sides.AskAsync();
        asked.ShouldBeInRange(1, 4);
        TwoSides.NotCompared(await _sides.EvidenceOfAsync(20)).ShouldBe(
            new Dictionary<string, long> { ["too many others were being compared"] = 20 });

        gate.SetResult();
        var evidence = await _sides.EvidenceOfAsync(ShadowedRequests.MostOfRoute + 20);
        evidence.GetProperty("compared").GetInt64().ShouldBe(ShadowedRequests.MostOfRoute);
        await _sides.AskAsync();
        await _sides.EvidenceOfAsync(ShadowedRequests.MostOfRoute + 21);
    }

    [Theory]
    [InlineData("If-None-Match", "\"1\"", "depends on a version")]
    [InlineData("Range", "bytes=0-1", "asks for a part")]
    [InlineData("Accept", "text/event-stream", "stream of events")]
    public async Task What_cannot_be_compared_is_counted_by_its_reason(string name, string value, string why)
    {
        var asked = false;
        _sides.New = _ =>
        {
            asked = true;
            return Task.CompletedTask;
        };
        await _sides.AskAsync("/api/goods/1", (name, value));
        TwoSides.NotCompared(await _sides.EvidenceOfAsync(1)).ShouldHaveSingleItem().Key.ShouldContain(why);
        asked.ShouldBeFalse();
    }

    [Fact]
    public async Task A_client_that_offers_h2c_is_compared_as_others_are()
    {
        await _sides.AskAsync("/api/goods/1", ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABkAAQAoAAAAAIAAAAA"));
        (await _sides.EvidenceOfAsync(1)).GetProperty("equal").GetInt64().ShouldBe(1);
        await _sides.AskAsync("/api/goods/1", ("Upgrade", "websocket"), ("Connection", "Upgrade"));
        TwoSides.NotCompared(await _sides.EvidenceOfAsync(2)).Keys.ShouldBe(["it asks for another protocol"]);
    }

    [Fact]
    public async Task A_large_answer_is_served_whole_and_not_compared()
    {
        var large = new string('x', ShadowedRequests.LargestAnswer + 1);
        _sides.Legacy = context => context.Response.WriteAsync(large);
        (await _sides.AskAsync()).ShouldBe(large);
        TwoSides.NotCompared(await _sides.EvidenceOfAsync(1)).Keys.ShouldBe(["the legacy side's answer is too large"]);
    }

    [Theory]
    [InlineData("gzip"), InlineData("br"), InlineData("deflate")]
    public async Task A_compressed_answer_is_compared_by_what_is_in_it(string coding)
    {
        _sides.Legacy = async context =>
        {
            (context.Response.ContentType, context.Response.Headers.ContentEncoding) = ("application/json", coding);
            await using Stream coded = coding switch
            {
                "gzip" => new GZipStream(context.Response.Body, CompressionLevel.Fastest),
                "br" => new BrotliStream(context.Response.Body, CompressionLevel.Fastest),
                _ => new ZLibStream(context.Response.Body, CompressionLevel.Fastest),
            };
            await coded.WriteAsync(Encoding.UTF8.GetBytes("""{"price":1.5}"""));
        };
        await _sides.AskAsync("/api/goods/1", ("Accept-Encoding", coding));
        (await _sides.EvidenceOfAsync(1)).GetProperty("equal").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Evidence_outlives_the_node_is_summed_over_nodes_and_begins_anew_with_another_plan()
    {
        await _sides.AskAsync();
        await _sides.EvidenceOfAsync(1);
        await _sides.Facade.Services.GetRequiredService<RouteEvidence>().WriteAsync();
        await using var other = await _sides.Facade.StartAnotherAsync();
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        there.DefaultRequestHeaders.Authorization = _sides.Facade.Admin.DefaultRequestHeaders.Authorization;
        await there.GetStringAsync("/api/goods/1");
        await Eventually.HoldsAsync("both nodes' requests", async () => (await there.GetFromJsonAsync<JsonElement>(
            "/hub/api/routes/goods.get/evidence")).GetProperty("compared").GetInt64() == 2);

        (await _sides.EvidenceAsync("?since=2100-01-01")).GetProperty("compared").GetInt64().ShouldBe(0);
        (await _sides.EvidenceAsync("?since=1h")).GetProperty("compared").GetInt64().ShouldBeGreaterThan(0);
        await _sides.Facade.ApplyAsync(files => files["capabilities/goods.yaml"] += "\n# another\n");
        (await _sides.EvidenceAsync()).GetProperty("compared").GetInt64().ShouldBe(0);
    }

    [Theory]
    [InlineData("/hub/api/routes/goods.gte/evidence", HttpStatusCode.NotFound, "goods.get")]
    [InlineData("/hub/api/routes/goods.get/evidence?since=yesterdy", HttpStatusCode.BadRequest, "7d")]
    public async Task Mistakes_are_named(string path, HttpStatusCode status, string why)
    {
        using var answer = await _sides.Facade.Admin.GetAsync(path);
        answer.StatusCode.ShouldBe(status);
        (await RunningFacade.DetailAsync(answer)).ShouldContain(why);
    }

    [Fact]
    public async Task Who_forces_a_side_is_not_compared_and_writes_cannot_stand_at_shadow()
    {
        using var refused = await _sides.Facade.ShiftAsync("goods.add", new { stage = "shadow", reason = "x" });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await RunningFacade.DetailAsync(refused)).ShouldContain("dryRun: true");
        await _sides.Facade.RollbackAsync("goods.get");
        await _sides.AskAsync();
        (await _sides.EvidenceAsync()).GetProperty("stage").GetString().ShouldBe("legacy");
        (await _sides.EvidenceAsync()).GetProperty("compared").GetInt64().ShouldBe(0);
    }

    private static RequestDelegate Json(string text, RequestDelegate? before = null) => async context =>
    {
        context.Response.ContentType = "application/json";
        await (before is null ? context.Response.WriteAsync(text) : before(context));
    };
}
