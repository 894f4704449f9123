namespace Hub.Sync.Messages;

/// <summary>How one attempt at a change ended.</summary>
internal enum AttemptOutcome
{
    /// <summary>The inbox has committed it: applied, there already, parked, or waiting.</summary>
    Handled,

    /// <summary>
    /// Not tried, because the target is unavailable and another change is asking whether it still is, or another change of the
    /// record is under way.
    /// </summary>
    Held,

    /// <summary>The target, or the store, is unavailable.</summary>
    Unavailable,

    /// <summary>The target failed in a way nobody foresaw.</summary>
    Failed,
}

/// <summary>How one attempt at a change ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Error">Why it is not handled.</param>
/// <param name="Pause">How long to wait at least before the next attempt; no time of day, for processes' clocks differ.</param>
internal sealed record ApplyAttempt(AttemptOutcome Outcome, string? Error = null, TimeSpan Pause = default)
{
    public static ApplyAttempt Handled { get; } = new(AttemptOutcome.Handled);

    /// <summary>Its record is being changed in the other direction: no error, and over in a moment.</summary>
    public static ApplyAttempt Busy { get; } = new(AttemptOutcome.Held);

    public static ApplyAttempt Unavailable(string error) => new(AttemptOutcome.Unavailable, error);
}
