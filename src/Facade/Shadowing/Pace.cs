namespace Hub.Facade.Shadowing;

/// <summary>Lets so many through in a second, of which at most one second's are saved up.</summary>
internal sealed class Pace(double perSecond, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private readonly long _share = (long)(TimeSpan.TicksPerSecond / perSecond);
    // What is rarer than one a second comes one by one.
    private readonly long _saved = Math.Max(TimeSpan.TicksPerSecond, (long)(TimeSpan.TicksPerSecond / perSecond));

    // Ticks since the start, at which as many have been let through as may have been by then.
    private long _passed = long.MinValue / 2;

    public double PerSecond { get; } = perSecond;

    /// <summary>Takes a place; false where none is left now.</summary>
    public bool TryPass()
    {
        while (true)
        {
            var (now, passed) = (time.GetElapsedTime(_start).Ticks, Volatile.Read(ref _passed));
            var next = Math.Max(passed, now - _saved) + _share;
            if (next > now)
                return false;
            if (Interlocked.CompareExchange(ref _passed, next, passed) == passed)
                return true;
        }
    }
}
