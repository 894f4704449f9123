using Hub.Sync.Messages;
using Hub.Sync.Streams;

namespace Hub.Sync.Applying;

/// <summary>
/// Spares an unavailable target: after a failure one change at a time asks whether it is back, the others are held.
/// So of a target's queues one that hangs takes up one partition at most, and other entities' streams to it keep the rest.
/// </summary>
internal sealed class Breaker(SyncOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private bool _asking;
    private string? _error;
    private DateTimeOffset _heldUntil;

    /// <summary>Whether a change may go to the target now; if not, why and until when.</summary>
    public ApplyAttempt? Hold()
    {
        lock (_lock)
        {
            if (_failures == 0)
                return null;
            var pause = _heldUntil - time.GetUtcNow();
            if (_asking || pause > TimeSpan.Zero)
                return new ApplyAttempt(AttemptOutcome.Held, _error, pause);
            _asking = true;
            return null;
        }
    }

    /// <summary>Whoever was let through is back, however it went; another may ask.</summary>
    public void Asked()
    {
        lock (_lock)
            _asking = false;
    }

    /// <summary>The target answered.</summary>
    public void Succeeded()
    {
        lock (_lock)
            (_failures, _error) = (0, null);
    }

    /// <summary>The target did not answer.</summary>
    public void Failed(string error)
    {
        lock (_lock)
        {
            // Those that were under way when the first failed tell nothing new.
            if (time.GetUtcNow() < _heldUntil)
                return;
            (_failures, _error) = (_failures + 1, error);
            _heldUntil = time.GetUtcNow() + Backoff.Pause(_failures, options.LongestPause);
        }
    }
}
