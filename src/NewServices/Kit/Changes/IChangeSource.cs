namespace Hub.ServiceKit.Changes;

/// <summary>A place changes are read from: a legacy system's "changed since", a service's outbox log.</summary>
public interface IChangeSource
{
    /// <summary>
    /// The changes after a position, oldest first, at most <paramref name="limit"/>; none when there is nothing new.
    /// Reading has no effect: the same position gives the same changes, or later ones of the same records.
    /// </summary>
    /// <param name="after">A <see cref="Change.Position"/> returned before, or null for the very beginning.</param>
    /// <param name="limit">At least 1.</param>
    /// <param name="cancellation">Ends the reading.</param>
    Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation);

    /// <summary>
    /// Reads as <see cref="ReadAsync"/> does, and tells whether that is all there was when the reading began; a source may
    /// take longer for it.
    /// </summary>
    /// <param name="after">A <see cref="Change.Position"/> returned before, or null for the very beginning.</param>
    /// <param name="limit">At least 1.</param>
    /// <param name="cancellation">Ends the reading.</param>
    async Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadToEndAsync(
        string? after, int limit, CancellationToken cancellation)
    {
        var found = await ReadAsync(after, limit, cancellation);
        return (found, found.Count == 0);
    }

    /// <summary>
    /// Has the readings that follow tell what the system holds from now on, where they would else go by an earlier look at it.
    /// </summary>
    void LookAnew()
    {
    }

    /// <summary>
    /// Completes when there may be something new to read, at the latest after the source's own interval.
    /// </summary>
    Task WaitAsync(CancellationToken cancellation);

    /// <summary>
    /// Completes once a reading has ended that began after the call, by whichever process; at once for a source whose
    /// <see cref="ReadToEndAsync"/> reads the system itself.
    /// </summary>
    Task AwaitReadingAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// Allows the deletions that the last reading found and held back, as they were more than the plan lets one reading find.
    /// </summary>
    /// <returns>Their number; 0 where nothing is held back.</returns>
    Task<long> AllowDeletionsAsync() => Task.FromResult(0L);

    /// <summary>What a person may want to know of how changes are captured; null where there is nothing to say.</summary>
    CaptureReport? Report => null;
}

/// <summary>How changes are captured.</summary>
/// <param name="Notice">What a person should know, although reading goes on; or null.</param>
/// <param name="JournalRows">
/// How many rows the journal in the source has, as it was last pruned; null where there is none.
/// </param>
public sealed record CaptureReport(string? Notice, long? JournalRows)
{
    /// <summary>How many bytes of its log the source keeps until they are read; null where it keeps none for it.</summary>
    public long? RetainedBytes { get; init; }
}
