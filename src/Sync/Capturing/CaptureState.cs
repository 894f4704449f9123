namespace Hub.Sync.Capturing;

/// <summary>How reading a stream's source goes.</summary>
internal sealed class CaptureState
{
    private volatile string? _error;
    private volatile bool _caughtUp;
    private volatile bool _atEnd;

    /// <summary>Why the last reading failed, or null.</summary>
    public string? Error { get => _error; set => _error = value; }

    /// <summary>Whether the last reading found nothing new.</summary>
    public bool CaughtUp { get => _caughtUp; set => _caughtUp = value; }

    /// <summary>Whether the last reading found all that there was.</summary>
    public bool AtEnd { get => _atEnd; set => _atEnd = value; }
}
