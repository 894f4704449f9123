using System.Globalization;
using Hub.Platform.Plan;

namespace Hub.Facade.Shadowing;

/// <summary>This node's part of what shadows may ask of one side: permits for requests under way, and a rate.</summary>
/// <param name="time">The clock.</param>
internal sealed class SideBudget(TimeProvider time)
{
    // Some waits are so short that a timer would fire at once.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private ShadowLimits _limits = new(null, null);
    private int _permits = int.MaxValue;
    private int _taken;
    private volatile Pace? _pace;

    private int _parts;

    /// <summary>Whether this node has a part.</summary>
    private bool IsHeld => Volatile.Read(ref _parts) > 0;

    /// <summary>Takes the limits of a plan, and a part of them.</summary>
    /// <param name="limits">What all nodes together may ask.</param>
    /// <param name="parts">How many nodes divide it; 0 where this node has no part yet.</param>
    /// <returns>Whether what is under way fits into the part.</returns>
    public bool Divide(ShadowLimits limits, int parts)
    {
        lock (_lock)
        {
            (_limits, _parts) = (limits, parts);
            _permits = parts == 0 ? 0 : limits.Concurrency is { } all ? Math.Max(1, all / parts) : int.MaxValue;
            var rate = parts == 0 ? null : limits.Rate / parts;
            if (rate != _pace?.PerSecond)
                _pace = rate is { } perSecond ? new Pace(perSecond, time) : null;
            HandOut();
            return _taken <= _permits;
        }
    }

    /// <summary>Returns the limits, and how much of them is in use.</summary>
    public ShadowsView Read()
    {
        lock (_lock)
            return new(_limits.Concurrency, _limits.Rate, _parts, _taken);
    }

    /// <summary>Takes one request of the rate; returns null, or the reason where the rate is used up.</summary>
    public string? TryPay() =>
        !IsHeld ? "this node has no part yet of what shadows may ask of"
        : _pace?.TryPass() == false
            ? string.Create(CultureInfo.InvariantCulture, $"only {_limits.Rate:0.####} a second over all nodes are compared at")
        : null;

    /// <summary>Waits until another request may be sent; false where that takes too long.</summary>
    /// <param name="isPaid">Whether it has taken one of the requests a second already.</param>
    /// <param name="patience">How long it may take.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<bool> EnterAsync(bool isPaid, TimeSpan patience, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        while (!isPaid && TryPay() is not null)
        {
            var wait = TimeSpan.FromSeconds(1 / Math.Max(1, _pace?.PerSecond ?? 1));
            if (time.GetElapsedTime(started) + wait > patience)
                return false;
            await Task.Delay(wait > ShortestWait ? wait : ShortestWait, time, cancellation);
        }

        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue(turn);
            HandOut();
        }

        try
        {
            await turn.Task.WaitAsync(patience, time, cancellation);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // It may have been given a permit at the very same moment.
            if (!turn.TrySetCanceled(CancellationToken.None))
                Leave();
            if (e is OperationCanceledException)
                throw;
            return false;
        }
    }

    /// <summary>Gives a permit back.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _taken--;
            HandOut();
        }
    }

    private void HandOut()
    {
        while (_taken < _permits && _waiting.TryDequeue(out var turn))
            if (turn.TrySetResult())
                _taken++;
    }
}
