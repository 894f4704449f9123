using Hub.ServiceKit.Changes;

namespace Hub.Sync.Capturing;

/// <summary>How reading a stream's source goes.</summary>
internal sealed class CaptureState
{
    private volatile string? _error;
    private volatile bool _caughtUp;
    private volatile string? _waitsFor;
    private volatile CaptureReport? _report;
    private long _atEnd;

    /// <summary>Why the last reading failed, or null.</summary>
    public string? Error { get => _error; set => _error = value; }

    /// <summary>What reading waits for before it begins: <c>waits until customers are loaded</c>; null for nothing.</summary>
    public string? WaitsFor { get => _waitsFor; set => _waitsFor = value; }

    /// <summary>What the source said of itself last; null for nothing.</summary>
    public CaptureReport? Report { get => _report; set => _report = value; }

    /// <summary>Whether the last reading found nothing new.</summary>
    public bool CaughtUp { get => _caughtUp; set => _caughtUp = value; }

    /// <summary>When a reading last began that found all there was; null where none has yet.</summary>
    public DateTimeOffset? AtEndAt =>
        Volatile.Read(ref _atEnd) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Notes that a reading which began then found all there was.</summary>
    public void EndedAt(DateTimeOffset began) => Volatile.Write(ref _atEnd, began.UtcTicks);
}
