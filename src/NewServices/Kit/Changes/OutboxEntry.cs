using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Hub.ServiceKit.Changes;

/// <summary>A change as a service writes it down; its version and position come from the log.</summary>
/// <param name="Key">The record's key.</param>
/// <param name="CohortKey">The key it moves with.</param>
/// <param name="Origin">The side that first made the change.</param>
/// <param name="Kind">What happened.</param>
/// <param name="ExternalReference">The reference it was created under, or null.</param>
/// <param name="Content">The whole record as contract JSON; null for a delete.</param>
/// <param name="TraceParent">The trace of who made the change, or null.</param>
public sealed record OutboxEntry(
    string Key, string CohortKey, Side Origin, ChangeKind Kind, string? ExternalReference, string? Content, string? TraceParent)
{
    /// <summary>When a user made the change; null for now. A merge keeps the time of the edit that it merges.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>A record that was made or changed.</summary>
    public static OutboxEntry Of<T>(T record, JsonTypeInfo<T> json, Side origin, string? traceParent = null)
        where T : IServiceRecord<T> =>
        new(
            record.Id,
            record.CohortKey,
            origin,
            ChangeKind.Upsert,
            record.ExternalReference,
            JsonSerializer.Serialize(record, json),
            traceParent);

    /// <summary>A record that is gone.</summary>
    public static OutboxEntry OfDeleted<T>(T record, Side origin)
        where T : IServiceRecord<T> =>
        new(record.Id, record.CohortKey, origin, ChangeKind.Delete, record.ExternalReference, Content: null, TraceParent: null);
}
