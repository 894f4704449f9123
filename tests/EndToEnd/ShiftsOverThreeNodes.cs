using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>
/// The proof that a shift moves exactly whom it says, everywhere and back: three nodes behind a load balancer, each
/// answer held against the revision it names and against what had been promised when it was asked for.
/// </summary>
public sealed class ShiftsOverThreeNodes(Balanced hub, ITestOutputHelper output) : IClassFixture<Balanced>, IAsyncLifetime
{
    private static readonly string[] Routes = ["probes.read", "products.get", "probes.write"];
    private readonly HashSet<HubUnderTest> _away = [];
    private ShiftHistory _history = null!;
    private CheckedLoad _load = null!;
    private int _shifts;

    public async ValueTask InitializeAsync()
    {
        await hub.StartedAsync();
        await hub.AllLiveAsync();
        foreach (var route in Routes)
            await hub.Facades[0].RollbackAsync(route);
        _history = await ShiftHistory.BeginAsync(hub.Facades[0]);
        await EverywhereAsync(_history.Newest);
        _load = new CheckedLoad(hub.HaProxy.Address, promised: _history.Newest);
    }

    public ValueTask DisposeAsync()
    {
        _load?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Two_hundred_shifts_while_nodes_are_restarted_fail_no_request_and_move_exactly_whom_they_say()
    {
        var unanswered = await hub.HaProxy.UnansweredAsync();
        var restarts = RestartOneAfterTheOtherAsync();
        while (_shifts < 200 || !restarts.IsCompleted)
        {
            await ShiftAsync();
            // Every other one comes before the one before it is everywhere.
            if (_shifts % 2 == 0)
                await ServedAsync();
        }

        await restarts;
        await _load.StopAsync();
        Tell();
        _load.Failures.ShouldBeEmpty(hub.HaProxy.Log);
        (await hub.HaProxy.UnansweredAsync()).ShouldBe(unanswered, "a client that asks again by itself must not hide it");
        foreach (var route in Routes)
        {
            foreach (var side in new[] { "legacy", "new" })
                _load.Answers.Count(a => a.Route == route && a.Side == side).ShouldBeGreaterThan(100, $"{route} {side}");
        }

        ShouldBeDecidedAsPromised();
    }

    [Fact]
    public async Task When_nodes_and_the_store_are_killed_only_what_was_in_flight_there_fails()
    {
        foreach (var node in hub.Facades)
        {
            await ShiftAsync();
            await ServedAsync();
            await _load.AnsweredAsync(300);
            var (failures, unanswered) = (_load.Failures.Count, await hub.HaProxy.UnansweredAsync());
            lock (_away)
                _away.Add(node);
            var back = node.KillAndRestartAsync();
            await ShiftAsync();
            // The killed node is waited for until its lease ends.
            await ServedAsync();
            await back;
            lock (_away)
                _away.Remove(node);
            await hub.HaProxy.AllUpAsync();
            await hub.AllLiveAsync();
            await _load.AnsweredAsync(300);
            var lost = _load.Failures.Count - failures;
            output.WriteLine($"a node was killed: {lost} requests failed of {CheckedLoad.Concurrency} in flight at most");
            lost.ShouldBeLessThanOrEqualTo(CheckedLoad.Concurrency, hub.HaProxy.Log);
            // Reads too, which a client asks again for by itself,
            // and then may meet another connection that was kept to the dead node.
            (await hub.HaProxy.UnansweredAsync())
                .ShouldBeLessThanOrEqualTo(unanswered + (2 * CheckedLoad.Concurrency), hub.HaProxy.Log);
        }

        await StoreGoesAwayAsync();
        await ShiftAsync();
        await ServedAsync();
        await _load.AnsweredAsync(300);
        await _load.StopAsync();
        Tell();
        ShouldBeDecidedAsPromised();
    }

    /// <summary>Everything goes on but shifts, and what must not be written where nobody knows who owns it.</summary>
    private async Task StoreGoesAwayAsync()
    {
        // The new side of products keeps them in the same PostgreSQL.
        var put = await hub.Facades[0].RollbackAsync("products.get");
        if (put.GetProperty("revision").GetInt64() > _history.Newest)
            _history.Add(put);
        await ServedAsync();
        var failures = _load.Failures.Count;
        await hub.Postgres.StopAsync();
        using var client = new HttpClient { BaseAddress = hub.HaProxy.Address };
        await Eventually.HoldsAsync("the nodes' leases to end", async () =>
        {
            using var response = await client.PostAsJsonAsync("/api/orders", new { });
            return response is { StatusCode: HttpStatusCode.ServiceUnavailable, Headers.RetryAfter: not null };
        });
        await _load.AnsweredAsync(500);
        await Assert.ThrowsAsync<ShouldAssertException>(ShiftAsync);
        await hub.Postgres.RestartAsync();
        await hub.AllLiveAsync();
        _load.Failures.Skip(failures).ShouldBeEmpty();
    }

    private async Task RestartOneAfterTheOtherAsync()
    {
        foreach (var node in hub.Facades)
        {
            lock (_away)
                _away.Add(node);
            await node.RestartAsync();
            await hub.HaProxy.AllUpAsync();
            lock (_away)
                _away.Remove(node);
        }
    }

    /// <summary>Each route goes its way and back, told to one node after the other.</summary>
    private async Task ShiftAsync()
    {
        var (route, node, step) = (Routes[_shifts % Routes.Length], NodeThere(), _shifts / Routes.Length % 4);
        _history.Add(step switch
        {
            0 => await node.ShiftAsync(route, "canary", 25),
            1 => await node.ShiftAsync(route, "new"),
            2 => await node.ShiftAsync(route, "canary", 60),
            _ => await node.RollbackAsync(route),
        });
        _shifts++;
    }

    private HubUnderTest NodeThere()
    {
        lock (_away)
        {
            var there = hub.Facades.Where(f => !_away.Contains(f)).ToList();
            return there[_shifts % there.Count];
        }
    }

    /// <summary>From when a node says that every node serves the newest revision, that is a promise.</summary>
    private async Task ServedAsync()
    {
        await EverywhereAsync(_history.Newest);
        _load.Promise(_history.Newest);
    }

    private Task EverywhereAsync(long revision) => Eventually.HoldsAsync(
        $"every node to serve revision {revision}",
        async () => (await NodeThere().GetAsync($"/hub/api/revisions/{revision}/rollout")).GetProperty("served").GetBoolean(),
        seconds: 120);

    private void ShouldBeDecidedAsPromised()
    {
        _load.Answers.Where(a => a.Said != a.Route || a.Side != _history.SideOf(a)).Take(10)
            .ShouldBeEmpty("answered by a side that their revision does not name");
        _load.Answers.Where(a => !a.IsRight).Take(10).ShouldBeEmpty("not answered by the side they name, or not what was asked");
        _load.Answers.Where(a => a.Revision < a.Promised).Take(10)
            .ShouldBeEmpty("decided by an older revision than all nodes were said to serve");
    }

    /// <summary>
    /// From a shift's answer to the last decision by an earlier revision, over all nodes: it was made after its request was
    /// sent and before that was answered.
    /// </summary>
    private void Tell()
    {
        var answers = _load.Answers.OrderBy(a => a.Sent).ToList();
        var late = _history.Shifts.Select(shift => answers
            .Where(a => a.Sent > shift.Answered && a.Revision < shift.Revision)
            .Select(a => (
                After: Stopwatch.GetElapsedTime(shift.Answered, a.Sent),
                Before: Stopwatch.GetElapsedTime(shift.Answered, a.Received)))
            .DefaultIfEmpty().Max()).ToList();
        output.WriteLine($"{answers.Count} answers, {_load.Failures.Count} failed, {_history.Shifts.Count} shifts");
        output.WriteLine(
            "from a shift's answer to the last request that an earlier revision decided: "
            + Percentiles(late.Select(l => l.After)));
        output.WriteLine($"and to the answers of those requests: {Percentiles(late.Select(l => l.Before))}");
        foreach (var failure in _load.Failures.Distinct().Take(10))
            output.WriteLine(failure);
    }

    private static string Percentiles(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return $"p50 {At(0.5):F1} ms, p99 {At(0.99):F1} ms, max {At(1):F1} ms";

        double At(double share) => sorted[(int)Math.Ceiling(share * sorted.Count) - 1].TotalMilliseconds;
    }
}
