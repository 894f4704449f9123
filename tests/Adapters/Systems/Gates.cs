using System.Diagnostics;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Systems;

/// <summary>Who may call a system, and when.</summary>
public sealed class Gates : IDisposable
{
    private static readonly TimeSpan Patient = TimeSpan.FromMinutes(1);
    private readonly CallGate _gate = new(TimeProvider.System);
    private readonly List<(CallPriority Priority, TaskCompletionSource End)> _begun = [];

    public void Dispose() => _gate.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    public async Task Under_a_storm_never_more_are_in_flight_than_the_share_and_of_sync_never_more_than_half(int limit)
    {
        Hold(limit);
        var (now, most, background, mostBackground) = (0, 0, 0, 0);
        var random = new Random(limit);
        var calls = Enumerable.Range(0, 3000)
            .Select(i => (Priority: (CallPriority)random.Next(2), Steps: random.Next(4)))
            .ToList();
        var outcomes = await Task.WhenAll(calls.Select(c => Task.Run(() => _gate.RunAsync(c.Priority, Patient, async () =>
        {
            Raise(ref most, Interlocked.Increment(ref now));
            if (c.Priority == CallPriority.Background)
                Raise(ref mostBackground, Interlocked.Increment(ref background));
            for (var step = 0; step < c.Steps; step++)
                await Task.Yield();
            if (c.Priority == CallPriority.Background)
                Interlocked.Decrement(ref background);
            Interlocked.Decrement(ref now);
            return new Answer(null);
        }, CancellationToken.None))));
        outcomes.ShouldAllBe(o => o is Answer);
        most.ShouldBeInRange(1, limit);
        mostBackground.ShouldBeInRange(1, Math.Max(1, limit / 2));
        (_gate.InFlight, _gate.Waiting).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_waiting_interactive_call_takes_the_next_place_and_sync_still_goes_on()
    {
        Hold(1);
        Begin(CallPriority.Interactive);
        for (var i = 0; i < 4; i++)
            Begin(CallPriority.Background);
        for (var i = 0; i < 30; i++)
            Begin(CallPriority.Interactive);
        var order = new List<CallPriority>();
        for (var i = 0; i < 35; i++)
        {
            var (priority, end) = await NextAsync(i);
            order.Add(priority);
            end.SetResult();
        }

        order.Take(9).ShouldAllBe(p => p == CallPriority.Interactive);
        order.Select((p, i) => (p, i)).Where(o => o.p == CallPriority.Background).Select(o => o.i)
            .ShouldBe([9, 18, 27, 34], "one after eight");
    }

    [Fact]
    public async Task Sync_leaves_places_free_for_whoever_comes_though_nobody_waits()
    {
        Hold(4);
        for (var i = 0; i < 6; i++)
            Begin(CallPriority.Background);
        Begin(CallPriority.Interactive);
        Begin(CallPriority.Interactive);
        foreach (var i in Enumerable.Range(0, 4))
            await NextAsync(i);
        _begun.Count(b => b.Priority == CallPriority.Interactive).ShouldBe(2);
        (_gate.InFlight, _gate.Waiting).ShouldBe((4, 4));
    }

    [Fact]
    public async Task Whose_turn_does_not_come_is_told_when_to_come_back_and_nothing_is_sent()
    {
        Hold(1);
        Begin(CallPriority.Interactive);
        var sent = false;
        var outcome = await _gate.RunAsync(CallPriority.Interactive, TimeSpan.FromMilliseconds(20), () =>
        {
            sent = true;
            return Task.FromResult<SystemOutcome>(new Answer(null));
        }, CancellationToken.None);
        outcome.ShouldBeOfType<Busy>().RetryAfter.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        sent.ShouldBeFalse();
        _gate.Waiting.ShouldBe(0);
        _begun[0].End.SetResult();
        await Task.WhenAll(_running);
        (await _gate.RunAsync(CallPriority.Background, Patient, () =>
            Task.FromResult<SystemOutcome>(new Answer(null)), CancellationToken.None)).ShouldBeOfType<Answer>();
    }

    [Fact]
    public async Task Whoever_hangs_up_while_waiting_leaves_no_gap()
    {
        Hold(1);
        Begin(CallPriority.Interactive);
        using var hangUp = new CancellationTokenSource();
        var waiting = _gate.RunAsync(
            CallPriority.Interactive, Patient, () => Task.FromResult<SystemOutcome>(new Answer(null)), hangUp.Token);
        Begin(CallPriority.Interactive);
        await hangUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
        _begun[0].End.SetResult();
        (await NextAsync(1)).End.SetResult();
        await Task.WhenAll(_running);
        _gate.InFlight.ShouldBe(0);
    }

    [Fact]
    public async Task A_smaller_share_lets_calls_under_way_end_and_no_new_one_in_before()
    {
        Hold(4);
        for (var i = 0; i < 6; i++)
            Begin(CallPriority.Interactive);
        foreach (var i in Enumerable.Range(0, 4))
            await NextAsync(i);
        _gate.Hold(new CallShare(new SystemLimits(4, Patient), Parts: 2));
        for (var i = 0; i < 2; i++)
            _begun[i].End.SetResult();
        await Task.WhenAll(_running[..2]);
        (_gate.InFlight, _gate.Waiting).ShouldBe((2, 2));
        _begun[2].End.SetResult();
        (await NextAsync(4)).End.SetResult();
    }

    [Fact]
    public async Task A_rate_is_kept_and_interactive_calls_get_what_it_brings_first()
    {
        const double rate = 200;
        _gate.Hold(new CallShare(new SystemLimits(1000, Patient) { Rate = rate }, Parts: 1));
        var order = new List<CallPriority>();
        var started = Stopwatch.GetTimestamp();
        var calls = Enumerable.Range(0, 120)
            .Select(i => (CallPriority)(i % 2))
            .Select(priority => _gate.RunAsync(priority, Patient, () =>
        {
            lock (order)
                order.Add(priority);
            return Task.FromResult<SystemOutcome>(new Answer(null));
        }, CancellationToken.None)).ToList();
        await Task.WhenAll(calls);
        // Waiting longer than it must is allowed; a tenth of a second's worth may be saved up at the start.
        Stopwatch.GetElapsedTime(started).TotalSeconds.ShouldBeGreaterThanOrEqualTo((120 - (rate / 10) - 1) / rate);
        order[..80].Count(p => p == CallPriority.Interactive)
            .ShouldBeGreaterThan(order[..80].Count(p => p == CallPriority.Background));
    }

    private readonly List<Task> _running = [];

    private void Hold(int limit) => _gate.Hold(new CallShare(new SystemLimits(limit, Patient), Parts: 1));

    private void Begin(CallPriority priority) => _running.Add(_gate.RunAsync(priority, Patient, async () =>
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_begun)
            _begun.Add((priority, end));
        await end.Task;
        return new Answer(null);
    }, CancellationToken.None));

    private async Task<(CallPriority Priority, TaskCompletionSource End)> NextAsync(int index)
    {
        await Hub.Tests.Eventually.HoldsAsync($"call {index} to begin", () =>
        {
            lock (_begun)
                return Task.FromResult(_begun.Count > index);
        });
        return _begun[index];
    }

    private static void Raise(ref int place, int value)
    {
        for (var seen = Volatile.Read(ref place); value > seen; seen = Volatile.Read(ref place))
            Interlocked.CompareExchange(ref place, value, seen);
    }
}
