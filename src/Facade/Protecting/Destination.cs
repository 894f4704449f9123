using Hub.Platform.Plan;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;
using Polly;
using Polly.CircuitBreaker;

namespace Hub.Facade.Protecting;

/// <summary>What protects a side; one for all routes that go there.</summary>
internal sealed class Destination
{
    private const int FailedProbes = 2;
    private const string FailedTooOften = "it failed too often lately";
    private readonly FairPlaces _held = new();
    private readonly Lock _lock = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline<bool> _breaker;
    private readonly TimeProvider _time;
    private int _failedProbes;
    private int _probes;
    private long _unwellSince;
    private long _openedAt;

    public Destination(SideProtection plan, TimeProvider time)
    {
        (Plan, _time) = (plan, time);
        _breaker = plan.Breaker is { } breaker ? CreateBreaker(breaker, _control, time) : ResiliencePipeline<bool>.Empty;
    }

    public SideProtection Plan { get; }

    /// <summary>Since when its health check fails, so that it is not asked; null while it does not.</summary>
    public DateTimeOffset? UnwellSince => IsUnwell ? new DateTimeOffset(Volatile.Read(ref _unwellSince), TimeSpan.Zero) : null;

    /// <summary>Since when it is left alone because it failed too often; null while it is asked.</summary>
    public DateTimeOffset? LeftAloneSince =>
        Volatile.Read(ref _openedAt) is var opened and not 0
        && new DateTimeOffset(opened, TimeSpan.Zero) is var at && _time.GetUtcNow() < at + Plan.Breaker!.For
            ? at
            : null;

    /// <summary>Whether its health check was answered lately, and well.</summary>
    public bool IsProbedWell => Volatile.Read(ref _probes) > 0 && Volatile.Read(ref _failedProbes) == 0;

    private bool IsUnwell => Volatile.Read(ref _failedProbes) >= FailedProbes;

    /// <summary>Sends a request there, if it may be sent.</summary>
    /// <param name="side">Answers for the side.</param>
    /// <param name="attempt">The try.</param>
    /// <param name="context">The request.</param>
    /// <param name="inBackground">
    /// Whether nobody waits for the answer: then half of the places are callers' alone, and a failure does not open the breaker
    /// that callers depend on.
    /// </param>
    /// <returns>Null when it was sent, whatever came of it; or why it was not, and when to come back.</returns>
    public async Task<NotAsked?> TryAsync(RequestDelegate side, SideAttempt attempt, HttpContext context, bool inBackground)
    {
        if (IsUnwell)
            return new NotAsked("its health check fails", Plan.Health!.Every);
        if (Plan.Concurrency is not { } places)
            return await SendAsync(side, attempt, context, inBackground);
        var caller = CallerKey.Of(context);
        if (Enter(caller, places, inBackground) is { } full)
            return new NotAsked(full, TimeSpan.FromSeconds(1), IsFull: true);
        try
        {
            return await SendAsync(side, attempt, context, inBackground);
        }
        finally
        {
            lock (_lock)
                _held.Leave(caller);
        }
    }

    /// <summary>Takes a place for a caller; returns why there is none for it, or null.</summary>
    private string? Enter(CallerKey caller, int places, bool inBackground)
    {
        lock (_lock)
        {
            if (_held.Held >= (inBackground ? Math.Max(1, places / 2) : places))
                return "it has as many requests as the plan allows";
            var share = FairPlaces.ShareOf(Plan.PerCaller, places);
            if (!_held.MayEnter(caller, places, share) || !_held.MayMemberEnter(caller, places, share))
                return "it has as many requests of this caller as the plan allows one of them";
            _held.Enter(caller);
            return null;
        }
    }

    private async Task<NotAsked?> SendAsync(RequestDelegate side, SideAttempt attempt, HttpContext context, bool inBackground)
    {
        if (inBackground)
        {
            if (LeftAloneSince is { } since)
                return new NotAsked(FailedTooOften, since + Plan.Breaker!.For - _time.GetUtcNow());
            await side(context);
            return null;
        }

        try
        {
            await _breaker.ExecuteAsync(
                static async (state, _) =>
                {
                    await state.Side(state.Context);
                    return state.Attempt.Failure is null;
                },
                (Side: side, Attempt: attempt, Context: context),
                CancellationToken.None);
            return null;
        }
        catch (BrokenCircuitException e)
        {
            return new NotAsked(FailedTooOften, e.RetryAfter ?? Plan.Breaker!.For);
        }
    }

    /// <summary>A probe was answered, or was not.</summary>
    public void Probed(bool well)
    {
        Volatile.Write(ref _probes, 1);
        if (well)
            Volatile.Write(ref _failedProbes, 0);
        else
        {
            if (!IsUnwell)
                Volatile.Write(ref _unwellSince, _time.GetUtcNow().UtcTicks);
            Interlocked.Increment(ref _failedProbes);
        }
    }

    /// <summary>The side was asked apart from its probes, and is there: an open breaker is closed.</summary>
    public Task NoteWellAsync()
    {
        if (IsUnwell)
            Probed(well: true);
        return LeftAloneSince is null ? Task.CompletedTask : _control.CloseAsync();
    }

    private ResiliencePipeline<bool> CreateBreaker(BreakerPlan plan, CircuitBreakerManualControl control, TimeProvider time) =>
        new ResiliencePipelineBuilder<bool> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
            {
                FailureRatio = plan.Failures,
                MinimumThroughput = plan.Of,
                SamplingDuration = plan.Within,
                BreakDuration = plan.For,
                ManualControl = control,
                OnOpened = _ =>
                {
                    Volatile.Write(ref _openedAt, time.GetUtcNow().UtcTicks);
                    return default;
                },
                OnClosed = _ =>
                {
                    Volatile.Write(ref _openedAt, 0);
                    return default;
                },
                ShouldHandle = static outcome => new ValueTask<bool>(outcome.Outcome is { Exception: null, Result: false }),
            })
            .Build();
}

/// <summary>Why a side was not asked.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="RetryAfter">When it may be asked again.</param>
/// <param name="IsFull">Whether its places are taken.</param>
internal sealed record NotAsked(string Reason, TimeSpan RetryAfter, bool IsFull = false);
