using System.Text.Json;

namespace Hub.Console.Asking;

/// <summary>One direction of a link, as <c>/hub/api/sync/links</c> tells it.</summary>
public sealed record LinkDirection(
    string Entity, string From, string To, string Origin, string? Position, long Applied, long Parked, bool CaughtUp,
    string? Error, double LagSeconds, long Waiting, long Conflicts, string? Warning);

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
