using System.Net;
using Hub.Facade.Tests.Access;
using Hub.Tests;
using Hub.Tests.Servers;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Tests.Idempotency;

/// <summary>
/// A write under a key whose answer the store cannot take, as the disk is full by then: repeats get the first answer, also
/// after a restart once there was space again.
/// </summary>
public sealed class OutcomesOnAFullDisk : IAsyncLifetime
{
    private readonly SmallDisk _disk = SmallDisk.Mount(megabytes: 24);
    private readonly AdjustableClock _clock = new();
    private CountingSides _sides = null!;
    private RepeatingHub _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _sides = await CountingSides.StartAsync();
        _hub = await RepeatingHub.StartAsync(_sides, _disk.Path, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _sides.DisposeAsync();
        _disk.Dispose();
    }

    [Fact]
    public async Task A_write_whose_answer_cannot_be_stored_is_replayed_from_memory_and_stored_when_there_is_space()
    {
        var large = new string('x', 200_000);
        _sides.Answer = async (context, _) =>
        {
            _disk.Fill();
            await context.Response.WriteAsync(large);
        };
        (await SendAsync("k-1")).ShouldBe((HttpStatusCode.OK, large, Replayed: false));
        (await SendAsync("k-1")).ShouldBe((HttpStatusCode.OK, large, Replayed: true));

        await FreeAsync();
        (await SendAsync("k-1")).ShouldBe((HttpStatusCode.OK, large, Replayed: true));
        await _hub.DisposeAsync();
        _hub = await RepeatingHub.StartAsync(_sides, _disk.Path, _clock);
        (await SendAsync("k-1")).ShouldBe((HttpStatusCode.OK, large, Replayed: true));
        _sides.Done.Count(d => d.Body.Contains("C-1", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_write_under_a_new_key_is_told_that_the_disk_is_full()
    {
        _disk.Fill();
        await Eventually.HoldsAsync("a write to be refused", async () =>
            await SendAsync($"k-{Guid.NewGuid():N}") is (HttpStatusCode.ServiceUnavailable, var why, _)
            && why.Contains("cannot be written: the disk is full; nothing was done", StringComparison.Ordinal));
    }

    private async Task<(HttpStatusCode Status, string Body, bool Replayed)> SendAsync(string key, string customer = "C-1")
    {
        using var answer = await _hub.SendAsync(key, $$"""{"customerId":"{{customer}}"}""");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.Contains("Idempotent-Replayed"));
    }

    private async Task FreeAsync()
    {
        _disk.Free();
        _sides.Answer = (context, _) => context.Response.WriteAsync("small");
        await Eventually.HoldsAsync("the store to be written again", async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            return (await SendAsync($"k-{Guid.NewGuid():N}", "C-2")).Status == HttpStatusCode.OK;
        });
    }
}
