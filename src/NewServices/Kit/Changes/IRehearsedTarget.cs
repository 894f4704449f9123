namespace Hub.ServiceKit.Changes;

/// <summary>A target that can tell what it would do with a change, and writes nothing.</summary>
public interface IRehearsedTarget : IComparingTarget
{
    /// <summary>
    /// Goes the way of a change as <see cref="IComparingTarget.ApplyAsync"/> does, by the same mapping and the same reads, up to
    /// the write: that is tried only, as far as this side can be asked without an effect.
    /// </summary>
    /// <param name="change">The change, with the key of the side it comes from.</param>
    /// <param name="knownKey">The record's key on this side, or null when it is not known to exist here.</param>
    /// <param name="comparison">Decides what would be written.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>
    /// What would become of the change; where it would be refused, with the <see cref="ApplyResult.Faults"/> of its fields as far
    /// as they are known.
    /// </returns>
    /// <exception cref="ChangeTargetUnavailableException">This side cannot be reached or did not answer.</exception>
    Task<ApplyResult> RehearseAsync(
        Change change, string? knownKey, RecordComparison comparison, CancellationToken cancellation);
}
