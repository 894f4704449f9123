using System.Text.Json.Nodes;

namespace Hub.ServiceKit.Changes;

/// <summary>What happened to a record.</summary>
public enum ChangeKind
{
    /// <summary>It was created or changed; the content is the whole record.</summary>
    Upsert,

    /// <summary>It is gone.</summary>
    Delete,
}

/// <summary>One change of one record, as contract JSON.</summary>
/// <param name="Key">The record's key on the side it was read from.</param>
/// <param name="CohortKey">The key it moves with, or null.</param>
/// <param name="Version">Grows with every change of the record on its side; guards against older changes.</param>
/// <param name="Position">Where the source stands after this change; opaque.</param>
/// <param name="Origin">The side that first made the change.</param>
/// <param name="Kind">What happened.</param>
/// <param name="ExternalReference">
/// The reference by which a created record can be found on the other side; null when there is none.
/// </param>
/// <param name="Content">The whole record as contract JSON; null for a delete.</param>
public sealed record Change(
    string Key,
    string? CohortKey,
    long Version,
    string Position,
    Side Origin,
    ChangeKind Kind,
    string? ExternalReference,
    JsonObject? Content)
{
    /// <summary>The trace of who made the change (W3C traceparent), where its source knows; never a reason to act.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When the record was last changed, by the clock of the side it was read from; null where unknown.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>
    /// Why the record cannot be read, with its key; null where it can. Such a change has no content and is parked, so that
    /// the others behind it go on.
    /// </summary>
    public string? Fault { get; init; }
}
