using System.Threading.RateLimiting;

namespace Hub.Adapters.Systems;

/// <summary>
/// How many calls may begin in a time: .NET's token bucket, which holds what a tenth of a second brings, so that no
/// second has more than a tenth above the rate. Whoever waits does so at the gate, where there are priorities.
/// </summary>
internal sealed class CallRate : IDisposable
{
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1);
    private double? _rate;
    private TokenBucketRateLimiter? _bucket;

    /// <summary>How long one token takes, and no less than a timer can tell.</summary>
    public TimeSpan Period => _bucket is { ReplenishmentPeriod: var period } && period > ShortestPeriod ? period : ShortestPeriod;

    /// <summary>Another rate from now on; null for none.</summary>
    public void Change(double? rate)
    {
        if (rate == _rate)
            return;
        var hadOne = _bucket is not null;
        _bucket?.Dispose();
        (_rate, _bucket) = (rate, rate is { } perSecond ? CreateBucket(perSecond) : null);
        // What the old one had is spent: changing often must not bring more.
        while (hadOne && TryTake() && _bucket is not null)
        {
        }
    }

    /// <summary>Whether one more may begin now; if so, it has.</summary>
    public bool TryTake()
    {
        if (_bucket is null)
            return true;
        _bucket.TryReplenish();
        using var lease = _bucket.AttemptAcquire();
        return lease.IsAcquired;
    }

    public void Dispose() => _bucket?.Dispose();

    private static TokenBucketRateLimiter CreateBucket(double perSecond) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = Math.Max(1, (int)(perSecond / 10)),
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1 / perSecond),
        // By the time that has really passed, not by a timer that is late or early.
        AutoReplenishment = false,
        QueueLimit = 0,
    });
}
