using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Facade.Evidence;
using Hub.Facade.Shadowing;
using Hub.ServiceKit.Changes;
using Hub.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Shadowing;

/// <summary>A route that writes, at stage shadow: legacy carries each write out, and the new side tries it.</summary>
public sealed class TryingWrites : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _legacy = [];
    private readonly ConcurrentQueue<string> _tried = [];
    private readonly ConcurrentQueue<string> _carriedOut = [];
    private bool _followsPreference = true;
    private TwoSides _sides = null!;

    public async ValueTask InitializeAsync()
    {
        _sides = await TwoSides.StartAsync();
        _sides.Legacy = async context =>
        {
            _legacy.Enqueue(await ReadAsync(context));
            context.Request.Headers.ContainsKey("Prefer").ShouldBeFalse();
            (context.Response.StatusCode, context.Response.ContentType) = (201, "application/json");
            await context.Response.WriteAsync("""{"total":12.50}""");
        };
        _sides.New = async context =>
        {
            var body = await ReadAsync(context);
            if (_followsPreference && context.Request.Headers["Prefer"].ToString().EndsWith("dry-run", StringComparison.Ordinal))
            {
                _tried.Enqueue($"{body} key:{context.Request.Headers["Idempotency-Key"]}");
                context.Response.Headers["Preference-Applied"] = "dry-run";
            }
            else
                _carriedOut.Enqueue(body);
            (context.Response.StatusCode, context.Response.ContentType) = (201, "application/json");
            await context.Response.WriteAsync("""{"total":12.5}""");
        };
        await _sides.ApplyAsync("goods.add: { match: POST /api/goods, dryRun: true }");
        await _sides.ShiftAsync("goods.add", "shadow");
    }

    public ValueTask DisposeAsync() => _sides.DisposeAsync();

    [Fact]
    public async Task The_new_side_gets_the_same_body_and_carries_nothing_out()
    {
        const string Body = """{"name":"ärger","n":1}""";
        (await SendAsync(Body)).ShouldBe("""{"total":12.50}""");
        (await SendAsync(Body, chunked: true)).ShouldBe("""{"total":12.50}""");

        var evidence = await _sides.EvidenceOfAsync(2, "goods.add");
        (evidence.GetProperty("equal").GetInt64(), evidence.GetProperty("different").GetInt64()).ShouldBe((2, 0));
        _legacy.ShouldBe([Body, Body]);
        _tried.ShouldBe([$"{Body} key:", $"{Body} key:"]);
        _carriedOut.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_write_under_a_key_is_tried_without_it_and_a_repeat_is_not_tried()
    {
        await SendAsync("{}", key: "k-1");
        await SendAsync("{}", key: "k-1");
        (await _sides.EvidenceOfAsync(1, "goods.add")).GetProperty("equal").GetInt64().ShouldBe(1);
        _legacy.Count.ShouldBe(1);
        _tried.ShouldBe(["{} key:"]);
    }

    [Fact]
    public async Task A_difference_is_named()
    {
        _sides.New = async context =>
        {
            context.Response.Headers["Preference-Applied"] = "dry-run";
            (context.Response.StatusCode, context.Response.ContentType) = (201, "application/json");
            await context.Response.WriteAsync("""{"total":12.49}""");
        };
        await SendAsync("{}");
        TwoSides.Differences(await _sides.EvidenceOfAsync(1, "goods.add")).ShouldBe(["1 × total: another number"]);
    }

    [Fact]
    public async Task A_new_side_that_carries_one_out_is_asked_no_more_by_any_node()
    {
        _followsPreference = false;
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => SendAsync($"{{\"n\":{i}}}")));

        var reasons = TwoSides.NotCompared(await _sides.EvidenceOfAsync(10, "goods.add"));
        reasons.ShouldBe(
            new Dictionary<string, long> { [DryRuns.CarriedOut(Side.New)] = 1, [DryRuns.Ended(Side.New)] = 9 },
            ignoreOrder: true);
        _carriedOut.Count.ShouldBe(1);

        await using var other = await _sides.Facade.StartAnotherAsync();
        using var there = new HttpClient { BaseAddress = new Uri(other.Urls.First()) };
        (await there.PostAsync("/api/goods", Json("{}"))).StatusCode.ShouldBe(HttpStatusCode.Created);
        await _sides.EvidenceOfAsync(11, "goods.add", there, _sides.Facade.Admin.DefaultRequestHeaders.Authorization);
        _carriedOut.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0), InlineData(5 * 1024 * 1024)]
    public async Task A_new_side_that_may_have_carried_one_out_is_asked_no_more(int length)
    {
        _sides.New = async context =>
        {
            _carriedOut.Enqueue(await ReadAsync(context));
            context.Response.StatusCode = 201;
            if (length == 0)
                context.Abort();
            else
                await context.Response.WriteAsync(new string('x', length));
        };
        await SendAsync("{}");
        await _sides.EvidenceOfAsync(1, "goods.add");
        await SendAsync("{}");
        await SendAsync("{}");

        TwoSides.NotCompared(await _sides.EvidenceOfAsync(3, "goods.add")).ShouldBe(
            new Dictionary<string, long> { [DryRuns.InDoubt(Side.New)] = 1, [DryRuns.Ended(Side.New)] = 2 }, ignoreOrder: true);
        _carriedOut.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_side_that_refuses_is_compared_and_goes_on_being_asked_one_at_a_time()
    {
        _sides.New = context =>
        {
            context.Response.StatusCode = 422;
            return Task.CompletedTask;
        };
        await SendAsync("{}");
        await SendAsync("{}");
        TwoSides.Differences(await _sides.EvidenceOfAsync(2, "goods.add"))
            .ShouldBe(["2 × status: 201 at legacy, 422 at new"]);
    }

    [Fact]
    public async Task What_cannot_be_tried_is_counted_by_its_reason()
    {
        await SendAsync("{\"text\":\"" + new string('x', ShadowedRequests.LargestRequest) + "\"}");
        await SendAsync("{\"text\":\"" + new string('x', ShadowedRequests.LargestRequest) + "\"}", chunked: true);
        TwoSides.NotCompared(await _sides.EvidenceOfAsync(2, "goods.add"))
            .ShouldBe(new Dictionary<string, long> { ["its body is too large"] = 2 });
        _tried.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(3, 2, false), InlineData(3, 3, true), InlineData(null, 3, false), InlineData(null, 4, true)]
    [InlineData(null, 0, false)]
    public async Task A_body_that_was_not_read_to_its_end_is_no_copy(int? length, int read, bool isWhole)
    {
        var context = new DefaultHttpContext();
        (context.Request.Body, context.Request.ContentLength) = (new MemoryStream([1, 2, 3]), length);
        var copied = new CopiedRequest(context, 10);
        // One byte at a time, and the end by itself.
        for (var i = 0; i < read; i++)
            _ = await context.Request.Body.ReadAsync(new byte[1]);
        (copied.WhyNot is null).ShouldBe(isWhole);
        copied.Copy.ToArray().ShouldBe(new byte[] { 1, 2, 3 }[..Math.Min(read, 3)]);
    }

    [Theory]
    [InlineData(201, "", "")]
    [InlineData(204, "", "")]
    [InlineData(422, "", "1 × status: 422 at legacy, 201 at new")]
    [InlineData(201, """{"total":13}""", "1 × total: another number")]
    public async Task After_the_shift_the_new_side_carries_writes_out_and_legacy_tries_them(int status, string body, string told)
    {
        await TurnAroundAsync(async context =>
        {
            _tried.Enqueue($"{await ReadAsync(context)} {context.Request.Headers["Prefer"]}");
            context.Response.Headers["Preference-Applied"] = "dry-run";
            (context.Response.StatusCode, context.Response.ContentType) = (status, status == 204 ? null : "application/json");
            if (status != 204)
                await context.Response.WriteAsync(body.Length > 0 ? body : """{"total":12.5}""");
        });
        (await SendAsync("{}", key: "k-1")).ShouldBe("""{"total":12.5}""");
        var evidence = await _sides.EvidenceOfAsync(1, "goods.add");
        string.Join(", ", TwoSides.Differences(evidence)).ShouldBe(told);
        evidence.GetProperty("compared").GetInt64().ShouldBe(1);
        (_carriedOut.Count, _legacy.Count).ShouldBe((1, 0));
        _tried.ShouldBe(["{} dry-run"]);
    }

    [Fact]
    public async Task A_legacy_side_that_carries_one_out_is_asked_no_more_and_the_new_side_answers_on()
    {
        await TurnAroundAsync(async context =>
        {
            _legacy.Enqueue(await ReadAsync(context));
            context.Response.StatusCode = 201;
        });
        for (var i = 0; i < 3; i++)
            (await SendAsync("{}")).ShouldBe("""{"total":12.5}""");
        TwoSides.NotCompared(await _sides.EvidenceOfAsync(3, "goods.add")).ShouldBe(
            new Dictionary<string, long> { [DryRuns.CarriedOut(Side.Legacy)] = 1, [DryRuns.Ended(Side.Legacy)] = 2 },
            ignoreOrder: true);
        (_carriedOut.Count, _legacy.Count).ShouldBe((3, 1));
    }

    private async Task TurnAroundAsync(RequestDelegate legacy)
    {
        _sides.Legacy = legacy;
        await _sides.ApplyAsync("goods.add: { match: POST /api/goods, dryRun: both }", "shadow: { afterShift: 100% }");
        await _sides.ShiftAsync("goods.add", "new");
        // A shift forward asks the new side whether it is there.
        _carriedOut.Clear();
    }

    [Theory]
    [InlineData("goods.get: { match: \"GET /api/goods/{id}\", dryRun: true }", "GET is compared without it")]
    [InlineData("goods.add: { match: POST /api/goods, dryRun: yes please }", "'dryRun' is true or false")]
    public async Task A_plan_that_says_it_in_the_wrong_place_is_refused(string route, string why) =>
        (await _sides.RefusedAsync(route)).ShouldContain(why);

    private static async Task<string> ReadAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        return await reader.ReadToEndAsync();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private async Task<string> SendAsync(string body, string? key = null, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/goods") { Content = Json(body) };
        request.Headers.TransferEncodingChunked = chunked;
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var answer = await _sides.Facade.Client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
