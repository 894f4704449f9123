using System.Threading.RateLimiting;
using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;
using Polly;
using Polly.CircuitBreaker;

namespace Hub.Facade.Protecting;

/// <summary>What protects a side; one for all routes that go there.</summary>
internal sealed class Destination : IDisposable
{
    private const int FailedProbes = 2;
    private readonly ConcurrencyLimiter? _places;
    private readonly ResiliencePipeline<bool> _breaker;
    private int _failedProbes;

    public Destination(SideProtection plan, TimeProvider time)
    {
        Plan = plan;
        if (plan.Concurrency is { } places)
            _places = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = places });
        _breaker = plan.Breaker is { } breaker ? CreateBreaker(breaker, time) : ResiliencePipeline<bool>.Empty;
    }

    public SideProtection Plan { get; }

    /// <summary>Sends a request there, if it may be sent.</summary>
    /// <returns>Null when it was sent, whatever came of it; or why it was not, and when to come back.</returns>
    public async Task<NotAsked?> TryAsync(RequestDelegate side, SideAttempt attempt, HttpContext context)
    {
        if (Volatile.Read(ref _failedProbes) >= FailedProbes)
            return new NotAsked("its health check fails", Plan.Health!.Every);
        using var place = _places?.AttemptAcquire();
        if (place is { IsAcquired: false })
            return new NotAsked("it has as many requests as the plan allows", TimeSpan.FromSeconds(1));
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

    public void Dispose() => _places?.Dispose();

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
