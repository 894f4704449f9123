namespace LegacyLandscape.Control;

/// <summary>How a system misbehaves just now.</summary>
internal sealed class Behaviour(TimeProvider clock)
{
    private readonly Lock gate = new();
    private BehaviourSettings settings = BehaviourSettings.Normal;
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BehaviourSettings Settings
    {
        get
        {
            lock (gate)
                return settings;
        }
    }

    /// <summary>Also ends the calls that were hanging: their connections are dropped.</summary>
    public void Change(BehaviourSettings next)
    {
        lock (gate)
        {
            settings = next;
            changed.SetResult();
            changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>What is to happen to this one call, counted against <see cref="BehaviourSettings.Times"/>.</summary>
    public CallBehaviour Take(string operation)
    {
        lock (gate)
        {
            var taken = settings.Concerns(operation) ? settings : BehaviourSettings.Normal;
            var call = new CallBehaviour(taken.Mode, TimeSpan.FromMilliseconds(taken.DelayMs), changed.Task, clock);
            if (ReferenceEquals(taken, settings) && settings.Times is { } times)
                settings = times > 1 ? settings with { Times = times - 1 } : BehaviourSettings.Normal;
            return call;
        }
    }
}

internal sealed record CallBehaviour(BehaviourMode Mode, TimeSpan Delay, Task Changed, TimeProvider Clock)
{
    public Task DelayAsync(CancellationToken gone) => Task.Delay(Delay, Clock, gone);

    /// <summary>Returns when the caller has gone or the behaviour was changed.</summary>
    public async Task HangAsync(CancellationToken gone)
    {
        try
        {
            await Changed.WaitAsync(gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Nobody is waiting any more, which is all a hang waits for.
        }
    }
}
