namespace Hub.ServiceKit.Changes;

/// <summary>A target whose records are also written by others: it compares before it writes.</summary>
public interface IComparingTarget : IChangeTarget
{
    /// <summary>The contract's fields that belong to one side, such as its key; they are not compared.</summary>
    IReadOnlyList<string> OwnFields { get; }

    /// <summary>
    /// Applies one change as the comparison decides, which is asked with the record as it stands, as often as the record
    /// changes before it is written.
    /// </summary>
    /// <param name="change">The change, with the key of the side it comes from.</param>
    /// <param name="knownKey">The record's key on this side, or null when it is not known to exist here.</param>
    /// <param name="comparison">Decides what is written.</param>
    /// <param name="cancellation">Ends the attempt; what was sent may have taken effect.</param>
    /// <exception cref="ChangeTargetUnavailableException">
    /// This side cannot be reached or did not answer; try again later.
    /// </exception>
    Task<ApplyResult> ApplyAsync(
        Change change, string? knownKey, RecordComparison comparison, CancellationToken cancellation);

    /// <summary>Changes a record that exists here, as the comparison decides.</summary>
    /// <param name="key">The record's key on this side.</param>
    /// <param name="comparison">Decides what is written.</param>
    /// <param name="cancellation">Ends the attempt; what was sent may have taken effect.</param>
    /// <exception cref="ChangeTargetUnavailableException">
    /// This side cannot be reached or did not answer; try again later.
    /// </exception>
    Task<ApplyResult> ReviseAsync(string key, RecordComparison comparison, CancellationToken cancellation);
}
