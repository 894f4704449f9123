using System.Collections.Concurrent;

namespace Hub.NewServices.Tests;

/// <summary>Time stands still, and timers fire when the test says so: whatever completes was told to, not timed out.</summary>
internal sealed class FrozenClock : TimeProvider
{
    private readonly ConcurrentQueue<(TimeSpan Due, Action Fire)> _timers = new();

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timers.Enqueue((dueTime, () => callback(state)));
        return new Held();
    }

    /// <summary>Fires the timers that are due after such a time.</summary>
    public void RunOut(TimeSpan due)
    {
        foreach (var timer in _timers.Where(t => t.Due == due).ToList())
            timer.Fire();
    }

    private sealed class Held : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
