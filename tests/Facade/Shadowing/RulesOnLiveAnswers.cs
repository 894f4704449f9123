using Hub.Tests;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests.Shadowing;

/// <summary>Rules of the plan on live answers: noise counts as ignored, a fault beside it as different, by its path.</summary>
public sealed class RulesOnLiveAnswers : IAsyncLifetime
{
    private const string Rest = "owner: goods-team, reason: each side makes its own";
    private TwoSides _sides = null!;
    private int _asked;

    public async ValueTask InitializeAsync()
    {
        _sides = await TwoSides.StartAsync();
        await SetRulesAsync(
            $"{{ name: request-id, kind: ignore, path: requestId, {Rest}, until: 2999-01-01 }}",
            $"{{ name: stamp, kind: tolerance, path: at, by: 5s, {Rest}, until: 2999-01-01 }}",
            $"{{ name: order, kind: key, path: lines, by: sku, {Rest}, until: 2999-01-01 }}",
            $"{{ name: old, kind: ignore, path: lines, {Rest}, until: 2020-01-01 }}");
        _sides.Legacy = Answer("00", """{"sku":"a","price":9.95},{"sku":"b","price":1}""");
        _sides.New = Answer("03", """{"sku":"b","price":1.0},{"sku":"a","price":9.950}""");
    }

    public ValueTask DisposeAsync() => _sides.DisposeAsync();

    [Fact]
    public async Task Noise_is_ignored_by_rule_and_counted_by_each()
    {
        for (var i = 0; i < 5; i++)
            await _sides.AskAsync();
        var evidence = await _sides.EvidenceOfAsync(5);
        (Count("equal"), Count("ignored"), Count("different"), Count("compared")).ShouldBe((0, 5, 0, 5));
        evidence.GetProperty("rules").EnumerateArray().Select(r =>
                $"{r.GetProperty("name")} {r.GetProperty("kind")} {r.GetProperty("requests")} {r.GetProperty("expired")}")
            .ShouldBe(["request-id ignore 5 False", "stamp tolerance 5 False", "order key 5 False", "old ignore 0 True"]);
        evidence.GetProperty("atMostDifferent").GetDouble()
            .ShouldBeLessThan(evidence.GetProperty("atMostDifferentWithoutRules").GetDouble());

        // Another plan begins anew; without the rules the same answers differ.
        await SetRulesAsync();
        await _sides.AskAsync();
        evidence = await _sides.EvidenceOfAsync(1);
        TwoSides.Differences(evidence).Select(d => d.Split(':')[0]).Order().ShouldBe(
            ["1 × at", "1 × lines[].price", "1 × lines[].sku", "1 × requestId"]);

        long Count(string member) => evidence.GetProperty(member).GetInt64();
    }

    [Theory]
    [InlineData("03", """{"sku":"b","price":1},{"sku":"a","price":9.94}""", 200, "lines[].price: another number")]
    [InlineData("03", """{"sku":"b","price":1}""", 200, "lines[]: only at legacy")]
    [InlineData("3600", """{"sku":"b","price":1},{"sku":"a","price":9.95}""", 200, "at: another text")]
    [InlineData("03", """{"sku":"b","price":1},{"sku":"a","price":9.95}""", 404, "status: 200 at legacy, 404 at new")]
    [InlineData("03", null, 200, "lines: a list at legacy, null at new")]
    public async Task A_fault_beside_the_noise_is_found_and_named(string second, string? lines, int status, string expected)
    {
        _sides.New = Answer(second, lines, status);
        await _sides.AskAsync();
        var evidence = await _sides.EvidenceOfAsync(1);
        TwoSides.Differences(evidence).ShouldBe([$"1 × {expected}"]);
        evidence.GetProperty("ignored").GetInt64().ShouldBe(0);
    }

    private async Task SetRulesAsync(params string[] rules)
    {
        (await _sides.Facade.ApplyAsync(files => files["capabilities/goods.yaml"] =
            files["capabilities/goods.yaml"].Split("\ncompare:")[0] + $"\ncompare: [{string.Join(", ", rules)}]\n"))
            .EnsureSuccessStatusCode();
    }

    private RequestDelegate Answer(string second, string? lines, int status = 200) => context =>
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "application/json");
        var at = new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero).AddSeconds(int.Parse(second));
        return context.Response.WriteAsync(
            $$"""{"requestId":{{Interlocked.Increment(ref _asked)}},"at":"{{at:yyyy-MM-ddTHH:mm:ssZ}}","lines":"""
            + (lines is null ? "null}" : $"[{lines}]}}"));
    };
}
