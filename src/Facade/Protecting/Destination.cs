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
    /// <returns>Null when it was sent, whatever came of it; or why it was not, and when to come back.</returns>
    public async Task<NotAsked?> TryAsync(RequestDelegate side, SideAttempt attempt, HttpContext context)
    {
        if (IsUnwell)
            return new NotAsked("its health check fails", Plan.Health!.Every);
        if (Plan.Concurrency is not { } places)
            return await SendAsync(side, attempt, context);
        var caller = CallerKey.Of(context);
        if (Enter(caller, places) is { } full)
            return new NotAsked(full, TimeSpan.FromSeconds(1));
        try
        {
            return await SendAsync(side, attempt, context);
        }
        finally
        {
            lock (_lock)
                _held.Leave(caller);
        }
    }

    /// <summary>Takes a place for a caller; returns why there is none for it, or null.</summary>
    private string? Enter(CallerKey caller, int places)
    {
        lock (_lock)
        {
            if (_held.Held >= places)
                return "it has as many requests as the plan allows";
            var share = FairPlaces.ShareOf(Plan.PerCaller, places);
            if (!_held.MayEnter(caller, places, share) || !_held.MayMemberEnter(caller, places, share))
                return "it has as many requests of this caller as the plan allows one of them";
            _held.Enter(caller);
            return null;
        }
    }

    private async Task<NotAsked?> SendAsync(RequestDelegate side, SideAttempt attempt, HttpContext context)
    {
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
            return new NotAsked("it failed too often lately", e.RetryAfter ?? Plan.Breaker!.For);
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
internal sealed record NotAsked(string Reason, TimeSpan RetryAfter);
