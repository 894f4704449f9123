using System.Net;
using Hub.Facade.Tests.Access;
using Hub.Platform.Idempotency;
using Hub.Tests;

namespace Hub.Facade.Tests.Idempotency;

/// <summary>How much is kept for idempotency keys.</summary>
public sealed class BoundedKeys : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly AdjustableClock _clock = new();
    private CountingSides _sides = null!;

    public async ValueTask InitializeAsync() => _sides = await CountingSides.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _sides.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_caller_has_so_many_keys_and_no_more_and_others_have_theirs()
    {
        await using var hub = await StartAsync(new IdempotencyLimits { MostKeysOfCaller = 2 });
        (string, string) ann = ("Authorization", "Basic YTpi"), bob = ("Authorization", "Basic YzpkCg==");
        foreach (var key in new[] { "k-1", "k-2" })
            (await hub.SendAsync(key, path: "/api/hosted", headers: ann)).StatusCode.ShouldBe(HttpStatusCode.Created);
        using var third = await hub.SendAsync("k-3", path: "/api/hosted", headers: ann);
        third.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        third.Headers.RetryAfter.ShouldNotBeNull();
        (await hub.SendAsync("k-1", path: "/api/hosted", headers: ann)).Headers.Contains("Idempotent-Replayed").ShouldBeTrue();
        (await hub.SendAsync("k-3", path: "/api/hosted", headers: bob)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await hub.SendAsync(null, path: "/api/hosted", headers: ann)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task All_callers_together_have_so_many_keys_of_a_capability()
    {
        await using var hub = await StartAsync(new IdempotencyLimits { MostKeys = 1 });
        (await hub.SendAsync("k-1", path: "/api/hosted", headers: ("Authorization", "Basic YTpi"))).Dispose();
        _clock.Advance(TimeSpan.FromSeconds(11));
        (await hub.SendAsync("k-1", path: "/api/hosted", headers: ("Authorization", "Basic YzpkCg=="))).StatusCode
            .ShouldBe(HttpStatusCode.TooManyRequests);
        (await hub.SendAsync("k-1")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Answers_of_a_caller_are_kept_up_to_a_size_and_the_keys_hold_all_the_same()
    {
        await using var hub = await StartAsync(new IdempotencyLimits { MostAnswersOfCaller = 1 });
        (await hub.SendAsync("k-1")).Dispose();
        (await hub.SendAsync("k-2")).Dispose();
        (await hub.SendAsync("k-1")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await hub.SendAsync("k-2")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        _sides.Done.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_body_is_held_up_to_a_size()
    {
        var limits = new IdempotencyLimits { LargestBody = 200_000, MostBodies = 150_000 };
        await using var hub = await StartAsync(limits);
        (await hub.SendAsync("k-1", new string('x', 200_001))).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using var busy = await hub.SendAsync("k-1", new string('x', 160_000));
        busy.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        for (var i = 0; i < 3; i++)
            (await hub.SendAsync($"k-{i}", new string('x', 140_000))).StatusCode
                .ShouldBe(HttpStatusCode.Created, "what was held for those before is given back");
        (await hub.SendAsync(null, new string('x', 200_001))).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private Task<RepeatingHub> StartAsync(IdempotencyLimits limits) =>
        RepeatingHub.StartAsync(_sides, _folder.Path, _clock, limits: limits);
}
