using System.Net;
using Hub.Facade.Shadowing;
using Hub.Platform.Routing;
using Hub.Tests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Shadowing;

/// <summary>What a shadow must not take away from callers, and when it is not asked any more.</summary>
public sealed class ShadowsBesideCallers : IAsyncDisposable
{
    private TwoSides _sides = null!;

    public async ValueTask DisposeAsync() => await _sides.DisposeAsync();

    [Fact]
    public async Task A_new_side_that_fails_is_not_taken_for_the_legacy_side_that_falls_in_for_it()
    {
        _sides = await TwoSides.StartAsync(", fallback: legacy");
        _sides.New = Failing;
        await _sides.AskAsync();
        TwoSides.Differences(await _sides.EvidenceOfAsync(1)).ShouldBe(["1 × status: 200 at legacy, 500 at new"]);
    }

    [Fact]
    public async Task Shadows_that_fail_do_not_open_the_breaker_that_callers_of_the_new_side_depend_on()
    {
        _sides = await TwoSides.StartAsync(", breaker: { failures: 10%, of: 2, within: 60s, for: 60s }");
        await _sides.ShiftAsync("goods.find", "new");
        _sides.New = context => context.Request.Path == "/api/goods" ? context.Response.WriteAsync("found") : Failing(context);
        for (var i = 0; i < 10; i++)
            await _sides.AskAsync();
        (await _sides.EvidenceOfAsync(10)).GetProperty("different").GetInt64().ShouldBe(10);
        (await _sides.AskAsync("/api/goods")).ShouldBe("found");
    }

    [Fact]
    public async Task A_request_whose_answer_cannot_be_written_gives_its_place_back_once()
    {
        _sides = await TwoSides.StartAsync();
        var shadows = _sides.Facade.Services.GetRequiredService<ShadowedRequests>();
        var plan = _sides.Facade.Services.GetRequiredService<CurrentRouting>().Snapshot.Plan;
        var route = plan.Routes.Single(r => r.Id == "goods.get");
        Shadow? Begin(HttpContext context) => shadows.Begin(context, route, plan.Hash, started: 0);

        var gone = new DefaultHttpContext { Response = { Body = new BrokenPipe() } };
        var shadow = Begin(gone).ShouldNotBeNull();
        gone.Response.BodyWriter.Advance(gone.Response.BodyWriter.GetSpan(10).Length);
        // As a request's way does: what is thrown by the one is the reason for the other.
        await Should.ThrowAsync<IOException>(() => shadow.EndAsync(failed: false));
        await shadow.EndAsync(failed: true);

        for (var i = 0; i < ShadowedRequests.MostOfRoute; i++)
            Begin(new DefaultHttpContext()).ShouldNotBeNull();
        Begin(new DefaultHttpContext()).ShouldBeNull();
    }

    [Fact]
    public async Task Half_of_the_places_at_the_new_side_are_for_callers_alone_and_what_finds_none_is_not_compared()
    {
        _sides = await TwoSides.StartAsync(", limits: { concurrency: 4, perCaller: 100% }");
        await _sides.ShiftAsync("goods.find", "new");
        var (gate, asked) = (new TaskCompletionSource(), 0);
        _sides.New = async context =>
        {
            if (context.Request.Path == "/api/goods")
            {
                await context.Response.WriteAsync("found");
                return;
            }

            Interlocked.Increment(ref asked);
            await gate.Task;
            await context.Response.WriteAsJsonAsync(new { price = 1.5 });
        };
        for (var i = 0; i < 4; i++)
            await _sides.AskAsync();
        TwoSides.NotCompared(await _sides.EvidenceOfAsync(2)).ShouldBe(
            new Dictionary<string, long> { ["the new side had no room for it beside callers"] = 2 });
        asked.ShouldBe(2);
        (await _sides.AskAsync("/api/goods")).ShouldBe("found");
        gate.SetResult();
        (await _sides.EvidenceOfAsync(4)).GetProperty("equal").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_rollback_ends_the_shadows_that_wait()
    {
        _sides = await TwoSides.StartAsync();
        var (gate, asked) = (new TaskCompletionSource(), 0);
        _sides.New = async context =>
        {
            Interlocked.Increment(ref asked);
            await gate.Task;
            await context.Response.WriteAsJsonAsync(new { price = 1.5 });
        };
        for (var i = 0; i < 12; i++)
            await _sides.AskAsync();
        await Eventually.HoldsAsync("some are asked", () => Task.FromResult(Volatile.Read(ref asked) == 4));
        (await _sides.Facade.RollbackAsync("goods.get")).StatusCode.ShouldBe(HttpStatusCode.OK);
        gate.SetResult();
        TwoSides.NotCompared(await _sides.EvidenceOfAsync(12)).ShouldBe(
            new Dictionary<string, long> { ["the route left stage shadow meanwhile"] = 12 });
        asked.ShouldBe(4);
    }

    [Fact]
    public async Task A_new_side_that_hangs_leaves_room_for_the_shadows_of_other_routes()
    {
        _sides = await TwoSides.StartAsync();
        await _sides.ShiftAsync("goods.find", "shadow");
        var gate = new TaskCompletionSource();
        _sides.New = async context =>
        {
            if (context.Request.Path != "/api/goods")
                await gate.Task;
            await context.Response.WriteAsJsonAsync(new { price = 1.5 });
        };
        for (var i = 0; i < ShadowedRequests.Most + 5; i++)
            await _sides.AskAsync();
        await _sides.AskAsync("/api/goods");
        (await _sides.EvidenceOfAsync(1, "goods.find")).GetProperty("equal").GetInt64().ShouldBe(1);
        gate.SetResult();
    }

    [Fact]
    public async Task A_long_download_holds_no_place_once_it_is_too_large_to_be_compared()
    {
        _sides = await TwoSides.StartAsync();
        var gate = new TaskCompletionSource();
        _sides.Legacy = async context =>
        {
            await context.Response.WriteAsync(new string('x', ShadowedRequests.LargestAnswer + 1));
            await gate.Task;
        };
        var download = _sides.AskAsync();
        TwoSides.NotCompared(await _sides.EvidenceOfAsync(1)).ShouldBe(
            new Dictionary<string, long> { ["the legacy side's answer is too large"] = 1 });
        download.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        (await download).Length.ShouldBe(ShadowedRequests.LargestAnswer + 1);
    }

    [Fact]
    public async Task A_legacy_answer_that_breaks_off_is_not_counted_as_the_same()
    {
        _sides = await TwoSides.StartAsync();
        _sides.Legacy = async context =>
        {
            (context.Response.ContentType, context.Response.ContentLength) = ("application/json", 100);
            await context.Response.WriteAsync("""{"price":1.5}""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        };
        for (var i = 0; i < 5; i++)
            try
            {
                await _sides.AskAsync();
            }
            catch (HttpRequestException)
            {
                // Whether the caller sees half of it or a 502 depends on how much has left before.
            }

        (await _sides.EvidenceOfAsync(5)).GetProperty("compared").GetInt64().ShouldBe(0);
    }

    [Theory]
    [InlineData("gzip", "1 × body: at new: it cannot be decoded")]
    [InlineData("zstd", "1 × body: at new: its content coding is not known")]
    public async Task A_new_side_whose_coding_cannot_be_read_is_told_so(string coding, string expected)
    {
        _sides = await TwoSides.StartAsync();
        _sides.New = context =>
        {
            context.Response.Headers.ContentEncoding = coding;
            return context.Response.WriteAsJsonAsync(new { price = 1.5 });
        };
        await _sides.AskAsync();
        TwoSides.Differences(await _sides.EvidenceOfAsync(1)).ShouldBe([expected]);
    }

    [Fact]
    public async Task A_new_answer_beyond_what_is_compared_is_told_by_its_own_status()
    {
        _sides = await TwoSides.StartAsync();
        _sides.New = context => context.Response.WriteAsync(new string('x', ShadowedRequests.LargestAnswer * 5));
        await _sides.AskAsync();
        TwoSides.Differences(await _sides.EvidenceOfAsync(1)).ShouldBe(["1 × body: more than 1024 KB at new"]);
    }

    [Fact]
    public async Task An_answer_without_a_body_is_framed_as_on_a_route_that_is_not_compared()
    {
        _sides = await TwoSides.StartAsync();
        _sides.Legacy = context => context.Response.CompleteAsync();
        using var compared = await _sides.Facade.Client.GetAsync("/api/goods/1");
        using var alone = await _sides.Facade.Client.GetAsync("/api/goods");
        (compared.Content.Headers.ContentLength, compared.Headers.TransferEncodingChunked)
            .ShouldBe((alone.Content.Headers.ContentLength, alone.Headers.TransferEncodingChunked));
    }

    private static Task Failing(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return Task.CompletedTask;
    }

    private sealed class BrokenPipe : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The caller has hung up.");
    }
}
