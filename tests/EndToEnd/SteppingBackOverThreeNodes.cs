using System.Diagnostics;
using System.Globalization;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>Three nodes under load, whose new side breaks: how long until it answers nobody any more.</summary>
public sealed class SteppingBackOverThreeNodes(Balanced hub, ITestOutputHelper output) : IClassFixture<Balanced>
{
    private const int Rounds = 5;
    private const int Callers = 6;
    private static readonly TimeSpan BetweenRequests = TimeSpan.FromMilliseconds(4);

    // The fewest failures that a breach is found by: no request before that one can have decided it.
    private const int Deciding = 7;

    [Fact]
    public async Task A_new_side_that_breaks_answers_nobody_soon_after_the_deciding_request()
    {
        await hub.StartedAsync();
        await hub.AllLiveAsync();
        using var end = new CancellationTokenSource();
        using var client = new HttpClient { BaseAddress = hub.HaProxy.Address };
        var callers = Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(client, end.Token))).ToArray();
        List<double> took = [];
        for (var round = 0; round < Rounds; round++)
        {
            await hub.Facades[0].ShiftAsync("guarded.read", "new");
            foreach (var node in hub.Facades)
                await Eventually.HoldsAsync("every node serves it", async () => await StageAsync(node) == "new");
            hub.Sides.IsBroken = true;
            foreach (var node in hub.Facades)
                await Eventually.HoldsAsync("every node stepped back", async () => await StageAsync(node) == "legacy");
            // What was decided before may be under way: a side that is not asked any more answers nothing for a while.
            var seen = -1;
            await Eventually.HoldsAsync("the last answer by new", async () =>
            {
                var before = seen;
                seen = hub.Sides.Failures.Count;
                await AnsweredAsync(client, 50);
                return before == seen && hub.Sides.Failures.Count == seen;
            });
            hub.Sides.IsBroken = false;
            var failures = hub.Sides.Failures.ToArray();
            hub.Sides.Failures.Clear();
            failures.Length.ShouldBeGreaterThanOrEqualTo(Deciding);
            took.Add(Stopwatch.GetElapsedTime(failures[Deciding - 1], failures[^1]).TotalMilliseconds);
            await hub.Facades[0].ReleaseAsync("guarded.read");
        }

        await end.CancelAsync();
        await Task.WhenAll(callers);
        foreach (var entry in (await hub.Facades[0].GetAsync("/hub/api/audit?actor=guardrail")).EnumerateArray())
            output.WriteLine($"{entry.GetProperty("at")} {entry.GetProperty("outcome")}: {entry.GetProperty("detail")}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"from the deciding request to the last answer by new, ms: {string.Join(", ", took.Select(t => $"{t:0}"))}"));
    }

    private static async Task<string?> StageAsync(HubUnderTest node) =>
        (await node.GetAsync("/hub/api/routes/guarded.read")).GetProperty("stage").GetString();

    private static async Task AnsweredAsync(HttpClient client, int times)
    {
        for (var i = 0; i < times; i++)
            using (await client.GetAsync($"/api/guarded/{i}"))
                continue;
    }

    private static async Task CallAsync(HttpClient client, CancellationToken cancellation)
    {
        using var pace = new PeriodicTimer(BetweenRequests);
        for (var i = 0; !cancellation.IsCancellationRequested; i++)
            using (await client.GetAsync($"/api/guarded/{i}", CancellationToken.None))
                await pace.WaitForNextTickAsync(CancellationToken.None);
    }
}
