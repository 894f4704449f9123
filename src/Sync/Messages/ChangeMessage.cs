using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Messages;

/// <summary>
/// One change on its way over the bus; also how a parked or waiting change is kept. Content travels as text, digit for digit.
/// </summary>
internal sealed record ChangeMessage
{
    public required string Stream { get; init; }

    public required long Sequence { get; init; }

    /// <summary>Attempts so far that ended in an unforeseen exception.</summary>
    public int Failures { get; init; }

    /// <summary>
    /// Whether it has waited for a record it names: it is in the inbox already, and among those that wait until it is handled.
    /// </summary>
    public bool Waited { get; init; }

    public required string Key { get; init; }

    public string? CohortKey { get; init; }

    public required long Version { get; init; }

    public required string Position { get; init; }

    public required Side Origin { get; init; }

    public required ChangeKind Kind { get; init; }

    public string? ExternalReference { get; init; }

    /// <summary>The trace of who made the change (W3C traceparent), where it is known.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When the record was last changed, by the clock of the side it comes from; null where that is not told.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    public string? Content { get; init; }

    /// <summary>Why the record could not be read; null where it could.</summary>
    public string? Fault { get; init; }

    /// <summary>Reads a change that was kept by <see cref="Close"/>.</summary>
    /// <exception cref="RecordKeyException">It is encrypted with a key that this hub does not have, or was changed.</exception>
    public static ChangeMessage Open(RecordSeal records, string kept) =>
        JsonSerializer.Deserialize<ChangeMessage>(records.Open(kept))!;

    /// <summary>Returns the change as it is kept.</summary>
    public string Close(RecordSeal records) => records.Close(JsonSerializer.Serialize(this));

    public static ChangeMessage Of(string stream, long sequence, int failures, Change change) => new()
    {
        Stream = stream,
        Sequence = sequence,
        Failures = failures,
        Key = change.Key,
        CohortKey = change.CohortKey,
        Version = change.Version,
        Position = change.Position,
        Origin = change.Origin,
        Kind = change.Kind,
        ExternalReference = change.ExternalReference,
        TraceParent = change.TraceParent,
        ChangedAt = change.ChangedAt,
        Content = change.Content?.ToJsonString(),
        Fault = change.Fault,
    };

    public Change ToChange() =>
        new(
            Key, CohortKey, Version, Position, Origin, Kind, ExternalReference,
            Content is null ? null : JsonNode.Parse(Content)!.AsObject())
        {
            TraceParent = TraceParent,
            ChangedAt = ChangedAt,
            Fault = Fault,
        };
}
