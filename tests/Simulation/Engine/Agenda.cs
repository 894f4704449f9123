namespace Hub.Simulation.Tests.Engine;

/// <summary>Virtual time and what happens next in it: one event after the other, in one thread.</summary>
internal sealed class Agenda : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly PriorityQueue<Action, (long At, long Order)> _events = new();
    private long _now;
    private long _order;

    /// <summary>Milliseconds since the run began.</summary>
    public double Now => _now / (double)TimeSpan.TicksPerMillisecond;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Epoch.AddTicks(_now);

    public override long GetTimestamp() => _now;

    /// <summary>Lets something happen after some milliseconds.</summary>
    public void After(double milliseconds, Action act) =>
        _events.Enqueue(act, (_now + (long)(Math.Max(0, milliseconds) * TimeSpan.TicksPerMillisecond), _order++));

    /// <summary>Lets the next event happen; false where there is none.</summary>
    public bool RunNext()
    {
        if (!_events.TryDequeue(out var act, out var at))
            return false;
        _now = at.At;
        act();
        return true;
    }
}
