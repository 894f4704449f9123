using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hub.Sync.Feeding;

/// <summary>A record as both sides of its link last agreed on it.</summary>
/// <param name="Key">Its key on the new side, which is the public one.</param>
/// <param name="Side">The side that made the last change, <c>legacy</c> or <c>new</c>.</param>
/// <param name="ChangedAt">When both sides agreed on that.</param>
/// <param name="AgeSeconds">How long ago that was.</param>
/// <param name="Data">The record as contract JSON; null where the link keeps no content.</param>
internal sealed record AgreedRecord(string Key, string Side, DateTimeOffset ChangedAt, long AgeSeconds, JsonElement? Data)
{
    /// <summary>The hash of the data.</summary>
    [JsonIgnore]
    public string Hash { get; init; } = "";
}

/// <summary>A page of records.</summary>
/// <param name="Records">The records, in the order of their keys.</param>
/// <param name="Next">
/// The <c>after</c> of the next page; null at the end. A page may be short, or empty, and not be the last.
/// </param>
internal sealed record AgreedPage(IReadOnlyList<AgreedRecord> Records, string? Next);
