using System.Net;
using Hub.Facade.Tests.Access;
using Hub.Tests;

namespace Hub.Facade.Tests.Idempotency;

/// <summary>A write that was only tried (<c>Preference-Applied: dry-run</c>) is not the outcome of its key.</summary>
public sealed class TriedWrites
{
    [Fact]
    public async Task The_same_key_carries_the_write_out_after_it_was_tried()
    {
        await using var sides = await CountingSides.StartAsync();
        using var folder = new TemporaryFolder();
        await using var hub = await RepeatingHub.StartAsync(sides, folder.Path, new AdjustableClock());
        var answer = sides.Answer;
        sides.Answer = (context, number) =>
        {
            if (context.Request.Headers["Prefer"] == "dry-run")
                context.Response.Headers["Preference-Applied"] = "dry-run";
            return answer(context, number);
        };

        using var tried = await hub.SendAsync("k-1", headers: ("Prefer", "dry-run"));
        tried.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var carriedOut = await hub.SendAsync("k-1");
        carriedOut.Headers.Contains("Idempotent-Replayed").ShouldBeFalse();
        using var repeated = await hub.SendAsync("k-1");
        repeated.Headers.GetValues("Idempotent-Replayed").Single().ShouldBe("true");
        sides.Done.Count.ShouldBe(2);
    }
}
