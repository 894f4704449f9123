using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Platform.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>A program with an OpenFeature provider for OFREP is told the side that requests are answered by.</summary>
public sealed class EvaluatingRemotely(RunningFacade facade) : IClassFixture<RunningFacade>
{
    private const string All = "/hub/ofrep/v1/evaluate/flags";
    private const string One = $"{All}/orders.get";

    [Theory]
    [InlineData("legacy", null, "STATIC")]
    [InlineData("shadow", null, "STATIC")]
    [InlineData("canary", 30.0, "SPLIT")]
    [InlineData("canary", 62.5, "SPLIT")]
    [InlineData("new", null, "STATIC")]
    public async Task For_every_key_at_every_stage_as_requests_are_answered(string stage, double? percent, string reason)
    {
        var users = stage == "canary" ? new[] { "C-7" } : null;
        using var shifted = await facade.ShiftAsync("orders.get", new { stage, percent, reason = "go", users });
        shifted.StatusCode.ShouldBe(HttpStatusCode.OK, await shifted.Content.ReadAsStringAsync());
        for (var number = 1; number <= 60; number++)
        {
            var key = $"C-{number}";
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/orders/O-1")
            {
                Headers = { { "X-Customer-Id", key } },
            };
            var side = (await facade.EchoAsync(request)).Side;
            var one = await EvaluateAsync(One, new { context = new { targetingKey = key } });
            (one.GetProperty("value").GetString(), one.GetProperty("variant").GetString()).ShouldBe((side, side), key);
            one.GetProperty("reason").GetString().ShouldBe(users?.Contains(key) == true ? "TARGETING_MATCH" : reason, key);
            var all = await EvaluateAsync(All, new { context = new { targetingKey = key } });
            all.GetProperty("flags").EnumerateArray().Single(f => f.GetProperty("key").GetString() == "orders.get")
                .GetRawText().ShouldBe(one.GetRawText());
        }

        await facade.RollbackAsync("orders.get");
    }

    [Fact]
    public async Task Any_context_is_evaluated_as_the_compiled_decision_decides()
    {
        var random = new Random(16);
        for (var round = 0; round < 12; round++)
        {
            object shift = random.Next(3) == 0
                ? new { stage = "new", reason = "go" }
                : new
                {
                    stage = "canary", percent = random.Next(0, 1001) / 10.0, reason = "go",
                    users = new[] { $"C-{random.Next(2000)}" },
                };
            (await facade.ShiftAsync("orders.get", shift)).StatusCode.ShouldBe(HttpStatusCode.OK);
            var snapshot = facade.Services.GetRequiredService<CurrentRouting>().Snapshot;
            for (var ask = 0; ask < 40; ask++)
            {
                var key = random.Next(6) == 0 ? null : Key();
                string[] groups = random.Next(4) == 0 ? ["pilots", "others"] : [];
                var all = await EvaluateAsync(All, new { context = new { targetingKey = key, groups, country = "SE" } });
                foreach (var flag in all.GetProperty("flags").EnumerateArray())
                {
                    var route = flag.GetProperty("key").GetString()!;
                    var decided = snapshot.Flag(route).Decide(key, new Caller(Forced: null, [.. groups]));
                    flag.GetProperty("value").GetString().ShouldBe(
                        decided.Side.ToString().ToLowerInvariant(), $"round {round}: {route} {key} {string.Join(',', groups)}");
                }
            }

            await facade.RollbackAsync("orders.get");
        }

        string Key() => random.Next(8) == 0 ? "" : random.Next(8) == 0 ? "c-é🙂\n" : $"C-{random.Next(2000)}";
    }

    [Fact]
    public async Task Who_has_the_evaluation_is_not_sent_it_again_until_it_says_otherwise()
    {
        using var first = await AskAsync(All, """{"context":{"targetingKey":"C-1"}}""");
        using var again = await AskAsync(All, """{"context":{"targetingKey":"C-1"}}""", first.Headers.ETag!.ToString());
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        await facade.ShiftAsync("orders.get", new { stage = "new", reason = "go" });
        using var changed = await AskAsync(All, """{"context":{"targetingKey":"C-1"}}""", first.Headers.ETag!.ToString());
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag.ShouldNotBe(first.Headers.ETag);
        await facade.RollbackAsync("orders.get");
    }

    [Theory]
    [InlineData(One, "{", 400, "PARSE_ERROR")]
    [InlineData(One, "", 400, "PARSE_ERROR")]
    [InlineData(One, """{"context":{"targetingKey":"a","targetingKey":"b"}}""", 400, "PARSE_ERROR")]
    [InlineData(One, "[]", 400, "INVALID_CONTEXT")]
    [InlineData(One, """{"context":1}""", 400, "INVALID_CONTEXT")]
    [InlineData(One, """{"context":{"targetingKey":7}}""", 400, "INVALID_CONTEXT")]
    [InlineData(All, """{"context":{"targetingKey":"C-1","groups":"pilots"}}""", 400, "INVALID_CONTEXT")]
    [InlineData($"{All}/orders.gett", "{}", 404, "FLAG_NOT_FOUND")]
    public async Task What_cannot_be_evaluated_is_told_by_the_protocols_own_words(
        string path, string body, int status, string code)
    {
        using var answer = await AskAsync(path, body);
        ((int)answer.StatusCode).ShouldBe(status);
        var failure = await answer.Content.ReadFromJsonAsync<JsonElement>();
        failure.GetProperty("errorCode").GetString().ShouldBe(code);
        failure.GetProperty("errorDetails").GetString().ShouldNotBeNullOrEmpty();
        // The protocol's answer has no list of faults to look into.
        failure.GetProperty("errorDetails").GetString()!.ShouldNotContain("see errors");
        failure.TryGetProperty("key", out _).ShouldBe(path != All);
    }

    [Fact]
    public async Task Nobody_without_a_token_is_answered()
    {
        using var answer = await facade.Client.PostAsJsonAsync(One, new { });
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<JsonElement> EvaluateAsync(string path, object request)
    {
        using var answer = await facade.Admin.PostAsJsonAsync(path, request);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string body, string? tag = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return await facade.Admin.SendAsync(request);
    }
}
