using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Tests.Shadowing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests;

/// <summary>Both sides asked again what callers have asked.</summary>
public sealed class ReplayingRequests : IAsyncLifetime
{
    private TwoSides _sides = null!;

    public async ValueTask InitializeAsync()
    {
        _sides = await TwoSides.StartAsync();
        await _sides.ShiftAsync("goods.get", "legacy");
    }

    public ValueTask DisposeAsync() => _sides.DisposeAsync();

    [Fact]
    public async Task What_callers_asked_is_asked_of_both_and_counts_once_under_a_plan()
    {
        await AskAsync("/api/goods/1?full=true");
        await AskAsync("/api/goods/2", ("Authorization", "Bearer secret"));
        string? asked = null;
        _sides.New = context =>
        {
            asked ??= $"{context.Request.Path}{context.Request.QueryString}";
            return context.Response.WriteAsJsonAsync(new { price = context.Request.Path == "/api/goods/1" ? 1.5 : 2 });
        };

        var first = await ReplayAsync(new { });
        (Number(first, "recorded"), Number(first, "replayed"), Number(first, "equal"), Number(first, "counted"))
            .ShouldBe((2, 1, 1, 1));
        first.GetProperty("notCompared").EnumerateObject().Single().Name.ShouldContain("its caller showed credentials");
        asked.ShouldBe("/api/goods/1?full=true");
        var counted = await _sides.EvidenceAsync();
        counted.GetProperty("equal").GetInt64().ShouldBe(1);
        ShapesOf(counted).ShouldBe(["id=9 ?full: 1 of 1"]);

        var again = await ReplayAsync(new { authorization = "Bearer other" });
        (Number(again, "replayed"), Number(again, "different"), Number(again, "counted")).ShouldBe((2, 1, 1));
        again.GetProperty("differences")[0].GetProperty("path").GetString().ShouldBe("price");
        var evidence = await _sides.EvidenceAsync();
        (evidence.GetProperty("equal").GetInt64(), evidence.GetProperty("different").GetInt64()).ShouldBe((1, 1));
    }

    [Fact]
    public async Task What_was_compared_as_it_came_does_not_count_again()
    {
        await _sides.ShiftAsync("goods.get", "shadow");
        await AskAsync("/api/goods/1");
        (await _sides.EvidenceOfAsync(1, "goods.get")).GetProperty("equal").GetInt64().ShouldBe(1);
        var view = await ReplayAsync(new { });
        (Number(view, "replayed"), Number(view, "equal"), Number(view, "counted")).ShouldBe((1, 1, 0));
        var evidence = await _sides.EvidenceAsync();
        evidence.GetProperty("compared").GetInt64().ShouldBe(1);
        ShapesOf(evidence).ShouldBe(["id=9: 1 of 1"]);
    }

    [Fact]
    public async Task One_that_was_seen_and_not_compared_as_it_came_is_seen_once()
    {
        await _sides.ShiftAsync("goods.get", "shadow");
        await AskAsync("/api/goods/1", ("If-None-Match", "\"1\""));
        await _sides.EvidenceOfAsync(1, "goods.get");
        (Number(await ReplayAsync(new { }), "counted")).ShouldBe(1);
        ShapesOf(await _sides.EvidenceAsync()).ShouldBe(["id=9: 1 of 1"]);
    }

    [Fact]
    public async Task They_are_taken_in_parts_the_latest_first_and_outlive_another_plan()
    {
        for (var i = 0; i < 5; i++)
            await AskAsync($"/api/goods/{i}");
        await _sides.ApplyAsync("goods.find: GET /api/goods/all");
        var part = await ReplayAsync(new { take = 2 });
        (Number(part, "recorded"), Number(part, "replayed")).ShouldBe((5, 2));
        var next = Number(part, "next");
        next.ShouldBe(3);
        var rest = await ReplayAsync(new { take = 200, before = next });
        (Number(rest, "replayed"), rest.GetProperty("next").ValueKind).ShouldBe((3, JsonValueKind.Null));
    }

    [Theory]
    [InlineData("goods.get", """{ "take": 0 }""", HttpStatusCode.BadRequest, "from 1 to 200")]
    [InlineData("goods.get", """{ "authorization": "a\nb" }""", HttpStatusCode.BadRequest, "header Authorization")]
    [InlineData("goods.add", "{}", HttpStatusCode.Conflict, "only what reads can be asked again")]
    [InlineData("goods.gte", "{}", HttpStatusCode.NotFound, "goods.get")]
    public async Task Mistakes_are_named(string route, string body, HttpStatusCode status, string why)
    {
        using var answer = await _sides.Facade.Admin.PostAsJsonAsync(
            $"/hub/api/routes/{route}/replay", JsonDocument.Parse(body).RootElement);
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(why);
    }

    private static List<string> ShapesOf(JsonElement evidence) =>
    [
        .. evidence.GetProperty("shapes").EnumerateArray().Select(
            s => $"{s.GetProperty("shape").GetString()}: {s.GetProperty("compared")} of {s.GetProperty("seen")}"),
    ];

    // One every few milliseconds is kept.
    private async Task AskAsync(string path, params (string, string)[] headers)
    {
        _sides.Facade.Clock.Ahead += TimeSpan.FromSeconds(1);
        await _sides.AskAsync(path, headers);
    }

    private async Task<JsonElement> ReplayAsync(object asked)
    {
        using var answer = await _sides.Facade.Admin.PostAsJsonAsync("/hub/api/routes/goods.get/replay", asked);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static long Number(JsonElement view, string member) => view.GetProperty(member).GetInt64();
}
