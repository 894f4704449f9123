using System.Text.Json.Nodes;

namespace Hub.ServiceKit.Changes;

/// <summary>A side of an entity whose records can be listed as they stand, whatever the hub remembers.</summary>
public interface IRecordListing
{
    /// <summary>
    /// Returns all records, page by page, in an order of the side's own. A record that changes meanwhile may come twice; then the
    /// later one counts.
    /// </summary>
    /// <param name="cancellation">Ends the listing.</param>
    /// <exception cref="ChangeTargetUnavailableException">The side cannot be read; what was listed before is not all.</exception>
    IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync(CancellationToken cancellation);

    /// <summary>
    /// Returns whether so many records are missing here that the side may be broken: more than 5 % and more than 20, unless the
    /// plan says otherwise.
    /// </summary>
    /// <param name="missing">How many the other side has and this one has not.</param>
    /// <param name="known">How many there are in all.</param>
    bool IsTooManyMissing(long missing, long known) => missing > 20 && missing > known * 0.05;
}

/// <summary>A read-only copy of some or all fields of the legacy side's records.</summary>
public interface IRecordCopy : IRecordListing
{
    /// <summary>Returns as much of a record as is copied; null where the record is invalid.</summary>
    JsonObject? Keep(JsonObject content);

    /// <summary>Writes a record that the copy should hold, only where it still holds what was found.</summary>
    /// <param name="key">The record's key.</param>
    /// <param name="found">What the copy held, as listed; null for no record.</param>
    /// <param name="wanted">The whole record as contract JSON; null where it is to be deleted.</param>
    /// <returns>
    /// <see cref="ApplyOutcome.Applied"/>; <see cref="ApplyOutcome.AlreadyApplied"/> where somebody wrote it since; or a refusal.
    /// </returns>
    Task<ApplyResult> RepairAsync(string key, JsonObject? found, JsonObject? wanted);
}

/// <summary>A record as a side lists it.</summary>
/// <param name="Key">Its key there.</param>
/// <param name="Content">The record as contract JSON; null where it is gone, or cannot be read.</param>
public sealed record ListedRecord(string Key, JsonObject? Content)
{
    /// <summary>Why it cannot be read; null where it can.</summary>
    public string? Fault { get; init; }
}
