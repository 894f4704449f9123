using System.Collections.Concurrent;

namespace Hub.Facade.Tests.Access;

/// <summary>The system's time, which a test moves on; timers of a minute go off when it does, and not before.</summary>
internal sealed class AdjustableClock : TimeProvider
{
    private readonly ConcurrentBag<Action> _timers = [];
    private long _ahead;

    /// <summary>How far it is ahead of the system's.</summary>
    public TimeSpan Ahead
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _ahead));
        set => Interlocked.Exchange(ref _ahead, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

    public override long GetTimestamp() => System.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != TimeSpan.FromMinutes(1))
            return base.CreateTimer(callback, state, dueTime, period);
        _timers.Add(() => callback(state));
        return base.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Advance(TimeSpan time)
    {
        Interlocked.Add(ref _ahead, time.Ticks);
        foreach (var timer in _timers)
            timer();
    }
}
