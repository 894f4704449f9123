namespace Hub.Sync.Streams;

/// <summary>How a stream stands, as far as only the process knows that reads it.</summary>
/// <param name="CaughtUp">Whether the last reading found nothing new and everything read is handled.</param>
/// <param name="OldestAt">When the oldest change was read that is not handled, or null.</param>
/// <param name="Error">Why it stands still, or null when it does not.</param>
internal sealed record StreamReport(bool CaughtUp, DateTimeOffset? OldestAt, string? Error)
{
    /// <summary>Whether the last reading found all that there was.</summary>
    public bool AtEnd { get; init; }
}
