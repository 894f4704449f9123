namespace Hub.Benchmarks.Handover;

/// <summary>One write as its caller saw it.</summary>
/// <param name="Began">When it was sent, since the case began.</param>
/// <param name="Took">Until its answer was there.</param>
/// <param name="Fault">The status and body of an answer other than 200; null for none.</param>
internal sealed record MeasuredWrite(TimeSpan Began, TimeSpan Took, string? Fault);

/// <summary>One handover as the hub told it.</summary>
/// <param name="IsBack">Whether it led back to the legacy side.</param>
/// <param name="Began">When it was asked for, since the case began.</param>
/// <param name="Ended">When its answer was there.</param>
/// <param name="Held">From the hold to the revision that moved the owner.</param>
internal sealed record MeasuredHandover(bool IsBack, TimeSpan Began, TimeSpan Ended, TimeSpan Held);
