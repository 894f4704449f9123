using System.Text.Json;

namespace Hub.Console.Asking;

/// <summary>One direction of a link, as <c>/hub/api/sync/links</c> tells it.</summary>
public sealed record LinkDirection(
    string Entity, string From, string To, string Origin, string? Position, long Applied, long Parked, bool CaughtUp,
    string? Error, double LagSeconds, long Waiting, long Conflicts, string? Warning)
{
    /// <summary>What its first load waits for; null for nothing.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>What the last comparison of both sides found; null where none was made.</summary>
    public LinkVerified? Reconciled { get; init; }
}

/// <summary>What a comparison of both sides found: <c>verified</c>, <c>drift</c> or <c>stale</c>.</summary>
public sealed record LinkVerified(string State, DateTimeOffset At, long Compared, long Drift, string Text);

/// <summary>How a direction of a link stood over the last hour, the oldest first.</summary>
public sealed record LinkDirectionHistory(string From, string To, IReadOnlyList<LinkPoint> Points);

/// <summary>How a direction stood at a time.</summary>
public sealed record LinkPoint(
    DateTimeOffset At, double LagSeconds, long Applied, double? AppliedPerSecond, bool StandsStill);

/// <summary>What the last comparison of a link's sides found, down to the fields.</summary>
public sealed record ReconciledSides(
    string Legacy, string Other, string State, string Text, DateTimeOffset At, DateTimeOffset EndedAt, DateTimeOffset WholeAt,
    long Compared, long? Changed, long Drift, string? MissingAt, IReadOnlyList<DriftedRecord> Records);

/// <summary>A record that both sides do not hold alike, and what a repair would do to it.</summary>
public sealed record DriftedRecord(
    string Key, string Kind, IReadOnlyList<DriftedField> Fields, string Repair, string? At, string? Left);

/// <summary>A field that differs, with the kind of value that each side holds.</summary>
public sealed record DriftedField(string Path, string Legacy, string New);

/// <summary>What both sides changed.</summary>
public sealed record ListedConflict(
    string Id, string Entity, string LegacyKey, string NewKey, string Kind, IReadOnlyList<ConflictField> Fields, string? Stands,
    DateTimeOffset? LegacyChangedAt, DateTimeOffset? NewChangedAt, DateTimeOffset FoundAt);

/// <summary>A field of a conflict, with the value that both sides last agreed on.</summary>
public sealed record ConflictField(string Path, JsonElement? Base, JsonElement? Legacy, JsonElement? New);

/// <summary>A change that a person must look at.</summary>
public sealed record ListedParked(string Id, string Stream, string Key, long Version, string Reason, DateTimeOffset ParkedAt);

/// <summary>How many there are.</summary>
public sealed record Counted(long Count);
