using System.Text.Json.Nodes;

namespace Hub.ServiceKit.Changes;

/// <summary>A place changes are applied to: a legacy system through its adapter, a service's store.</summary>
public interface IChangeTarget
{
    /// <summary>
    /// Applies one change. Calling it again with the same change has no further effect: a service's store
    /// remembers the version it applied, a legacy system is asked by external reference before anything is created.
    /// </summary>
    /// <param name="change">The change, with the key of the side it comes from.</param>
    /// <param name="knownKey">The record's key on this side, or null when it is not known to exist here.</param>
    /// <param name="cancellation">Ends the attempt; what was sent may have taken effect.</param>
    /// <exception cref="ChangeTargetUnavailableException">
    /// This side cannot be reached or did not answer; try again later.
    /// </exception>
    Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation);

    /// <summary>
    /// Returns whether this side answers now, asked by a cheap read that changes nothing; false where that cannot be asked.
    /// </summary>
    Task<bool> AnswersAsync(CancellationToken cancellation) => Task.FromResult(false);

    /// <summary>
    /// Returns which record of the other side a record here was made of, asked where the hub has not kept both keys: it was
    /// killed after this side had made the record, or the change that comes back is quicker than the answer was.
    /// </summary>
    /// <param name="key">The record's key on this side.</param>
    /// <param name="cancellation">Ends the asking.</param>
    Task<Counterpart> FindCounterpartAsync(string key, CancellationToken cancellation) => Task.FromResult(Counterpart.None);

    /// <summary>
    /// Returns the fields of a record here that would not be as they are any more, were it read and written again unchanged;
    /// none where nothing is put into other words between the two.
    /// </summary>
    /// <param name="key">The record's key on this side.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ChangeTargetUnavailableException">This side cannot be reached or did not answer.</exception>
    Task<IReadOnlyList<FieldFault>> FindLossesAsync(string key, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<FieldFault>>([]);

    /// <summary>
    /// Returns what this side has taken and its system was not told yet, where it is told later, such as by files; null where it
    /// is told at once.
    /// </summary>
    Task<PendingDelivery?> FindPendingAsync() => Task.FromResult<PendingDelivery?>(null);

    /// <summary>
    /// Returns the fields of the other side's record that this side would show otherwise, were it written here and read again.
    /// </summary>
    /// <param name="content">The whole record as contract JSON.</param>
    IReadOnlyList<FieldFault> FindLosses(JsonObject content) => [];
}

/// <summary>Changes that a side has taken and its system was not told yet.</summary>
/// <param name="Count">How many.</param>
/// <param name="ToldAt">When the system was last told of some; null for never.</param>
public sealed record PendingDelivery(long Count, DateTimeOffset? ToldAt);

/// <summary>What a side knows of the record on the other side that one of its own was made of.</summary>
/// <param name="Key">Its key there; null where none is known.</param>
/// <param name="IsOpen">Whether a record is being made here at this moment that may be the one.</param>
public readonly record struct Counterpart(string? Key, bool IsOpen = false)
{
    /// <summary>None is known.</summary>
    public static Counterpart None { get; } = new(null);
}

/// <summary>What became of a change.</summary>
public enum ApplyOutcome
{
    /// <summary>The record now is as the change says.</summary>
    Applied,

    /// <summary>This side already had this change or a later one.</summary>
    AlreadyApplied,

    /// <summary>This side will never take it; a person must look.</summary>
    Refused,
}

/// <summary>What became of a change.</summary>
/// <param name="Outcome">Applied, there already, or refused.</param>
/// <param name="Key">The record's key on this side; null when refused.</param>
/// <param name="Reason">Why it was refused; names no personal data.</param>
public sealed record ApplyResult(ApplyOutcome Outcome, string? Key, string? Reason = null)
{
    /// <summary>The fields that it was refused for, as far as a rehearsal knows them; empty for none.</summary>
    public IReadOnlyList<FieldFault> Faults { get; init; } = [];

    /// <summary>
    /// The version that the record has at least since this write, where no change of the side that has it is to be told to the
    /// other side; null where that is not known.
    /// </summary>
    public long? Version { get; init; }
}

/// <summary>Why a field of a record would be refused.</summary>
/// <param name="Field">Its place in the contract: <c>contacts[0].email</c>.</param>
/// <param name="Reason">What is wrong; not its value, which may be personal.</param>
public sealed record FieldFault(string Field, string Reason);

/// <summary>A side cannot be reached or did not answer: the change stays where it is and is tried again.</summary>
public sealed class ChangeTargetUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// Whether the cause may be the one record: the side was reached, and failed on it or did not answer in time. False where
    /// nothing was sent, or the side refuses the hub as such.
    /// </summary>
    public bool MayBeOfRecord { get; init; }
}
