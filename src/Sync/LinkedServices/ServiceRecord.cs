using System.Text.Json.Nodes;

namespace Hub.Sync.LinkedServices;

/// <summary>A record as a linked service shows it.</summary>
/// <param name="Content">The record as contract JSON.</param>
/// <param name="Version">Its version.</param>
/// <param name="Change">The last change of the legacy side that was written into it; null for none.</param>
internal sealed record ServiceRecord(JsonObject Content, long Version, HubChange? Change)
{
    /// <summary>When it was last changed, as <c>Last-Modified</c> says; null where it does not.</summary>
    public DateTimeOffset? ChangedAt { get; init; }
}
