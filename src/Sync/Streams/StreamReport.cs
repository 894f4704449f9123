using Hub.ServiceKit.Changes;

namespace Hub.Sync.Streams;

/// <summary>How a stream stands, as far as only the process knows that reads it.</summary>
/// <param name="CaughtUp">Whether the last reading found nothing new and everything read is handled.</param>
/// <param name="OldestAt">When the oldest change was read that is not handled, or null.</param>
/// <param name="Error">Why it stands still, or null when it does not.</param>
internal sealed record StreamReport(bool CaughtUp, DateTimeOffset? OldestAt, string? Error)
{
    /// <summary>What reading waits for before it begins; null for nothing.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>What the source says of itself; null for nothing, and where another process reads.</summary>
    public CaptureReport? Capture { get; init; }

    /// <summary>When a reading last began that found all there was; null where none has yet.</summary>
    public DateTimeOffset? AtEndAt { get; init; }
}
