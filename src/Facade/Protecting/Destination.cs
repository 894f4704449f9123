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
    private readonly ResiliencePipeline<bool> _breaker;
    private int _failedProbes;

    public Destination(SideProtection plan, TimeProvider time)
    {
        Plan = plan;
        _breaker = plan.Breaker is { } breaker ? CreateBreaker(breaker, time) : ResiliencePipeline<bool>.Empty;
    }

    public SideProtection Plan { get; }

    /// <summary>Sends a request there, if it may be sent.</summary>
    /// <returns>Null when it was sent, whatever came of it; or why it was not, and when to come back.</returns>
    public async Task<NotAsked?> TryAsync(RequestDelegate side, SideAttempt attempt, HttpContext context)
    {
        if (Volatile.Read(ref _failedProbes) >= FailedProbes)
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
        if (well)
            Volatile.Write(ref _failedProbes, 0);
        else
            Interlocked.Increment(ref _failedProbes);
    }

    private static ResiliencePipeline<bool> CreateBreaker(BreakerPlan plan, TimeProvider time) =>
        new ResiliencePipelineBuilder<bool> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
            {
                FailureRatio = plan.Failures,
                MinimumThroughput = plan.Of,
                SamplingDuration = plan.Within,
                BreakDuration = plan.For,
                ShouldHandle = static outcome => new ValueTask<bool>(outcome.Outcome is { Exception: null, Result: false }),
            })
            .Build();
}

/// <summary>Why a side was not asked.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="RetryAfter">When it may be asked again.</param>
internal sealed record NotAsked(string Reason, TimeSpan RetryAfter);
