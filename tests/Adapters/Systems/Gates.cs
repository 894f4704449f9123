using System.Diagnostics;
using System.Net;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Hub.ServiceKit.Requests;
using Hub.Soap.Outcomes;
using Hub.Tests;
using Microsoft.AspNetCore.Http;

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

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(16)]
    public async Task One_caller_s_hanging_calls_leave_places_for_the_next_caller_and_for_the_one_after(int limit)
    {
        Hold(limit);
        for (var i = 0; i < 200; i++)
            Begin(CallOf("eve"));
        _gate.InFlight.ShouldBe(limit * 3 / 4);
        _gate.Waiting.ShouldBe(200 - _gate.InFlight);
        for (var i = 0; i < 3; i++)
            (await _gate.RunAsync(CallOf("ann"), TimeSpan.Zero, Answering, CancellationToken.None)).ShouldBeOfType<Answer>();
        if (limit <= 3)
            return;
        Begin(CallOf("ann"));
        if (_gate.InFlight < limit)
            (await _gate.RunAsync(CallOf("bob"), TimeSpan.Zero, Answering, CancellationToken.None)).ShouldBeOfType<Answer>();
    }

    [Fact]
    public async Task Credentials_that_an_address_invents_leave_places_for_other_addresses_and_for_each_other()
    {
        Hold(16);
        Begin(CallFrom("10.0.0.1", "Bearer a"), 50);
        (await _gate.RunAsync(CallFrom("10.0.0.1", "Bearer b"), TimeSpan.Zero, Answering, CancellationToken.None))
            .ShouldBeOfType<Answer>();
        for (var i = 0; i < 200; i++)
            Begin(CallFrom("10.0.0.1", $"Bearer {i}"));
        _gate.InFlight.ShouldBe(14);
        (await _gate.RunAsync(CallFrom("10.0.0.2", null), TimeSpan.Zero, Answering, CancellationToken.None))
            .ShouldBeOfType<Answer>();
        Begin(CallFrom("2001:db8::1", null), 10);
        _gate.InFlight.ShouldBe(15);
        // Another address of the same caller's network, and another network.
        (await _gate.RunAsync(CallFrom("2001:db8::2", null), TimeSpan.Zero, Answering, CancellationToken.None))
            .ShouldBeOfType<Busy>();
        (await _gate.RunAsync(CallFrom("2001:db8:0:1::1", null), TimeSpan.Zero, Answering, CancellationToken.None))
            .ShouldBeOfType<Answer>();
    }

    [Fact]
    public async Task Callers_that_wait_take_turns_whoever_has_more_that_wait()
    {
        Hold(1);
        Begin(CallOf("eve"));
        var order = new List<string>();
        var waiting = new List<Task>();
        foreach (var name in (string[])[.. Enumerable.Repeat("eve", 20), "ann", "ann", "bob"])
            waiting.Add(_gate.RunAsync(CallOf(name), Patient, () =>
            {
                order.Add(name);
                return Answering();
            }, CancellationToken.None));
        _begun[0].End.SetResult();
        await Task.WhenAll(waiting);
        order[..5].ShouldBe(["eve", "ann", "bob", "eve", "ann"]);
        (_gate.InFlight, _gate.Waiting).ShouldBe((0, 0));
    }

    [Fact]
    public void A_caller_that_may_have_all_of_it_has_all_of_it_and_of_two_places_only_where_the_plan_says_less()
    {
        _gate.Hold(new CallShare(new SystemLimits(4, Patient) { PerCaller = 1 }, Parts: 1));
        Begin(CallOf("ann"), 6);
        (_gate.InFlight, _gate.Waiting).ShouldBe((4, 2));
        using var small = new CallGate(TimeProvider.System);
        small.Hold(new CallShare(new SystemLimits(2, Patient), Parts: 1));
        for (var i = 0; i < 3; i++)
            _ = small.RunAsync(CallOf("ann"), Patient, Never, CancellationToken.None);
        (small.InFlight, small.Waiting).ShouldBe((2, 1));
        using var shared = new CallGate(TimeProvider.System);
        shared.Hold(new CallShare(new SystemLimits(2, Patient) { PerCaller = 0.5 }, Parts: 1));
        for (var i = 0; i < 3; i++)
            _ = shared.RunAsync(CallOf("ann"), Patient, Never, CancellationToken.None);
        (shared.InFlight, shared.Waiting).ShouldBe((1, 2));

        static Task<SystemOutcome> Never() => new TaskCompletionSource<SystemOutcome>().Task;
    }

    [Fact]
    public async Task A_gate_that_closes_leaves_nobody_waiting_and_whoever_gives_up_late_finds_an_end()
    {
        _gate.Hold(new CallShare(new SystemLimits(1, Patient) { Rate = 10 }, Parts: 1));
        Begin(CallOf("ann"));
        using var hangUp = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 20)
            .Select(i => _gate.RunAsync(
                i % 2 == 0 ? CallOf($"{i}") : CallPriority.Background, Patient, Answering, hangUp.Token))
            .ToList();
        _gate.Dispose();
        (await Task.WhenAll(waiting)).ShouldAllBe(o => o is Busy);
        await hangUp.CancelAsync();
        _begun[0].End.SetResult();
        await Task.WhenAll(_running);
    }

    private static Task<SystemOutcome> Answering() => Task.FromResult<SystemOutcome>(new Answer(null));

    private static CallTurn CallOf(string name)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(new SideRequest("1", "orders.get", []) { Caller = name });
        return new CallTurn(CallPriority.Interactive, CallerKey.Of(context));
    }

    private static CallTurn CallFrom(string address, string? authorization)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(address);
        context.Request.Headers.Authorization = authorization;
        return new CallTurn(CallPriority.Interactive, CallerKey.Of(context));
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

    private void Begin(CallTurn turn, int times)
    {
        for (var i = 0; i < times; i++)
            Begin(turn);
    }

    private void Begin(CallTurn turn) => _running.Add(_gate.RunAsync(turn, Patient, async () =>
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_begun)
            _begun.Add((turn.Priority, end));
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
