namespace Hub.Host.Tests;

/// <summary>
/// The system's clock, but for the minute in which refusals are counted: it does not end, so that no summary of them comes
/// between the entries that a test looks at.
/// </summary>
internal sealed class HeldWindow : TimeProvider
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, period == Window ? Timeout.InfiniteTimeSpan : dueTime, period);
}
