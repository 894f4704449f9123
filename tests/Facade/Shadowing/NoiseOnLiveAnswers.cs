using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Evidence;
using Hub.Facade.Shadowing;
using Hub.Platform.Identity;
using Hub.Tests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests.Shadowing;

/// <summary>
/// Noise of the legacy side is found, proposed, and passed over once a person has accepted it; a fault beside it is not.
/// </summary>
public sealed class NoiseOnLiveAnswers : IAsyncLifetime
{
    private const string Rules = "/hub/api/routes/goods.get/rules";
    private TwoSides _sides = null!;
    private int _made;
    private int _atLegacy;
    private int _atNew;

    // Just enough to be proposed.
    private static int Enough => ShadowFindings.AskedTwiceOf * ProposedRule.Least;

    public async ValueTask InitializeAsync()
    {
        _sides = await TwoSides.StartAsync();
        _sides.Legacy = Answer("1.50", () => Interlocked.Increment(ref _atLegacy));
        // Wrong rounding, beside noise in three places.
        _sides.New = Answer("1.49");
    }

    public ValueTask DisposeAsync() => _sides.DisposeAsync();

    [Fact]
    public async Task Noise_is_proposed_and_once_accepted_hides_nothing_else()
    {
        await AskAsync(Enough, 0);
        var proposals = (await _sides.Facade.Admin.GetFromJsonAsync<JsonElement>($"{Rules}/proposals")).EnumerateArray().ToList();
        proposals.Select(p => $"{Text(p, "kind")} {Text(p, "path")} {Text(p, "by")}".TrimEnd()).Order().ShouldBe(
            ["ignore requestId", "key lines sku", "tolerance at 2s"]);
        (await _sides.EvidenceAsync()).GetProperty("proposed").GetInt32().ShouldBe(3);
        foreach (var proposal in proposals)
        {
            (proposal.GetProperty("legacyDiffers").GetInt64(), proposal.GetProperty("askedTwice").GetInt64())
                .ShouldBe((ProposedRule.Least, ProposedRule.Least));
            using var accepted = await AcceptAsync(new { proposal = Text(proposal, "id"), reason = "each its own" });
            accepted.StatusCode.ShouldBe(HttpStatusCode.OK, await accepted.Content.ReadAsStringAsync());
        }

        (await _sides.Facade.Admin.GetFromJsonAsync<JsonElement>($"{Rules}/proposals")).GetArrayLength().ShouldBe(0);
        var before = await _sides.EvidenceOfAsync(Enough);
        (before.GetProperty("different").GetInt64(), before.GetProperty("ignored").GetInt64()).ShouldBe((Enough, 0));

        await AskAsync(1, Enough);
        var beside = await _sides.EvidenceOfAsync(Enough + 1);
        CountOf(beside, "lines[].price").ShouldBe(CountOf(before, "lines[].price") + 1);
        CountOf(beside, "requestId").ShouldBe(CountOf(before, "requestId"));
        _sides.New = Answer("1.5");
        await AskAsync(1, Enough + 1);
        (await _sides.EvidenceOfAsync(Enough + 2)).GetProperty("ignored").GetInt64().ShouldBe(1);

        // What a rule passed over is different again when it is withdrawn.
        (await _sides.Facade.Admin.DeleteAsync($"{Rules}/ignore-requestid")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var after = await _sides.EvidenceAsync();
        (after.GetProperty("ignored").GetInt64(), after.GetProperty("different").GetInt64()).ShouldBe((0, Enough + 2));
        TwoSides.Differences(after).ShouldContain(
            "1 × …: passed over by rule 'ignore-requestid', which does not apply any more");
        var entries = (await _sides.Facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/audit")).ToString();
        entries.ShouldContain("accept rule");
        entries.ShouldContain("ignore-requestid: what it passed over counts as different again");
    }

    [Fact]
    public async Task Examples_are_masked_and_few()
    {
        await AskAsync(6, 0);
        var examples = await _sides.Facade.Admin.GetFromJsonAsync<JsonElement>(
            "/hub/api/routes/goods.get/evidence/examples?path=lines[].price");
        examples.GetArrayLength().ShouldBe(DifferenceExamples.MostOfPath);
        foreach (var example in examples.EnumerateArray())
            $"{Text(example, "legacy")} {Text(example, "new")} {Text(example, "what")}".ShouldMatch(
                @"^9(\.99)? 9(\.99)? another number$");
        var all = await _sides.Facade.Admin.GetStringAsync("/hub/api/routes/goods.get/evidence/examples");
        all.ShouldContain("requestId");
        all.ShouldNotContain("number-");
    }

    [Fact]
    public async Task A_rule_applies_at_every_node_until_its_last_day()
    {
        _sides.New = Answer("1.50");
        foreach (var rule in new object[]
        {
            new { kind = "ignore", path = "requestId", reason = "x" },
            new { kind = "unordered", path = "lines", reason = "x" },
            new { kind = "tolerance", path = "at", by = "5m", reason = "x", owner = "goods-team" },
        })
            using (var accepted = await AcceptAsync(rule))
                accepted.StatusCode.ShouldBe(HttpStatusCode.OK, await accepted.Content.ReadAsStringAsync());
        await using var other = await _sides.Facade.StartAnotherAsync();
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        there.DefaultRequestHeaders.Authorization = _sides.Facade.Admin.DefaultRequestHeaders.Authorization;
        await there.GetStringAsync("/api/goods/1");
        await Eventually.HoldsAsync("the other node's request is ignored", async () => (await there.GetFromJsonAsync<JsonElement>(
            "/hub/api/routes/goods.get/evidence")).GetProperty("ignored").GetInt64() == 1);

        _sides.Facade.Clock.Ahead = TimeSpan.FromDays(31);
        var listed = await _sides.Facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/rules");
        listed.EnumerateArray().ShouldAllBe(r => r.GetProperty("expired").GetBoolean());
        Text(listed[0], "owner").ShouldBe("ann");
        await AskAsync(1, 0);
        await Eventually.HoldsAsync("it counts as different", async () =>
            (await _sides.EvidenceAsync("?since=1h")).GetProperty("different").GetInt64() == 1);
    }

    [Theory]
    [InlineData("""{"kind":"ignroe","path":"x","reason":"x"}""", HttpStatusCode.BadRequest, "did you mean 'ignore'?")]
    [InlineData("""{"kind":"ignore","path":"$.x","reason":"x"}""", HttpStatusCode.BadRequest, "is no path")]
    [InlineData("""{"kind":"ignore","path":"x","reason":""}""", HttpStatusCode.BadRequest, "say why")]
    [InlineData("""{"kind":"ignore","path":"x","reason":"x","until":"2020-01-01"}""", HttpStatusCode.BadRequest, "from today on")]
    [InlineData("""{"proposal":"zzz","reason":"x"}""", HttpStatusCode.NotFound, "No rule 'zzz' is proposed")]
    public async Task A_rule_that_cannot_be_is_refused_with_what_is_wrong(string rule, HttpStatusCode status, string why)
    {
        using var answer = await AcceptAsync(JsonDocument.Parse(rule).RootElement);
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync()).Replace("\\u0027", "'", StringComparison.Ordinal).ShouldContain(why);
    }

    [Fact]
    public async Task Two_rules_at_one_place_and_rules_of_what_is_inside_are_refused_and_a_viewer_accepts_none()
    {
        var rule = new { kind = "ignore", path = "requestId", reason = "x" };
        using var first = await AcceptAsync(rule);
        using var second = await AcceptAsync(rule);
        (first.StatusCode, second.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.BadRequest));
        using var inside = await _sides.Facade.Admin.PostAsJsonAsync("/hub/api/routes/ledger.get/rules", rule);
        inside.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await RunningFacade.DetailAsync(inside)).ShouldContain("takes a second person");
        using var viewer = await _sides.Facade.AsAsync("vera", AccessRole.Viewer);
        using var refused = await viewer.PostAsJsonAsync(Rules, rule);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var elsewhere = await _sides.Facade.AsAsync("olga", AccessRole.Operator, "orders");
        using var beyond = await elsewhere.PostAsJsonAsync(Rules, rule);
        beyond.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private Task<HttpResponseMessage> AcceptAsync(object rule) => _sides.Facade.Admin.PostAsJsonAsync(Rules, rule);

    // In turn, so that none is left out because too many others are compared.
    private async Task AskAsync(int requests, int before)
    {
        for (var i = 1; i <= requests; i++)
        {
            await _sides.AskAsync();
            await _sides.EvidenceOfAsync(before + i);
        }
    }

    private static long CountOf(JsonElement evidence, string path) => evidence.GetProperty("differences").EnumerateArray()
        .Where(d => Text(d, "path") == path).Sum(d => d.GetProperty("count").GetInt64());

    private static string Text(JsonElement element, string member) =>
        element.GetProperty(member) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : "";

    private RequestDelegate Answer(string price) => Answer(price, () => Interlocked.Increment(ref _atNew));

    // Each answer has a number of its own, and another second and order of lines than the one of its side before.
    private RequestDelegate Answer(string price, Func<int> next) => context =>
    {
        var (made, turn) = (Interlocked.Increment(ref _made), next() % 2);
        var at = new DateTimeOffset(2026, 3, 29, 1, 30, turn, TimeSpan.Zero);
        string[] lines = [$$"""{"sku":"a","price":{{price}}}""", """{"sku":"b","price":2}"""];
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"requestId":"number-{{made}}","at":"{{at:yyyy-MM-ddTHH:mm:ssZ}}","lines":[{{string.Join(',', turn == 0
                ? lines : lines.Reverse())}}]}"""));
    };
}
