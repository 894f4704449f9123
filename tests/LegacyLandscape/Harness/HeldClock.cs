using System.Collections.Concurrent;

namespace LegacyLandscape.Tests.Harness;

/// <summary>A clock that stands still: its timers run out when the test says so.</summary>
internal sealed class HeldClock(DateTimeOffset now) : TimeProvider
{
    private readonly ConcurrentQueue<(TimeSpan Due, Action Fire)> timers = new();

    public IReadOnlyList<TimeSpan> Waiting => [.. timers.Select(timer => timer.Due)];

    public override DateTimeOffset GetUtcNow() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        timers.Enqueue((dueTime, () => callback(state)));
        return new Timer();
    }

    public void RunOut()
    {
        while (timers.TryDequeue(out var timer))
            timer.Fire();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
