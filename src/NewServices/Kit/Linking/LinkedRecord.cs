using System.Globalization;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Storage;

namespace Hub.ServiceKit.Linking;

/// <summary>A record with what a link needs of it (docs/linking-a-service.md).</summary>
/// <param name="Key">The record's key.</param>
/// <param name="Content">The record as JSON; null where it is deleted.</param>
/// <param name="Version">Starts at 1 and grows with each change, also over a deletion.</param>
/// <param name="Position">The cursor of its last change.</param>
/// <param name="Origin">Who made its last change: <c>legacy</c> or <c>new</c>.</param>
/// <param name="HubChange">What <c>Hub-Change</c> said last; null where the hub has never written it.</param>
/// <param name="ChangedAt">When a user last changed it, in microseconds since 1970; null where that is not known.</param>
public sealed record LinkedRecord(
    string Key, string? Content, long Version, long Position, string Origin, string? HubChange, long? ChangedAt)
{
    /// <summary>Its version as an entity tag.</summary>
    public string Tag => string.Create(CultureInfo.InvariantCulture, $"\"{Version}\"");

    /// <summary>Returns its last change as a CloudEvent.</summary>
    /// <param name="source">The path under which records are.</param>
    public JsonObject ToEvent(string source)
    {
        var cursor = Position.ToString(CultureInfo.InvariantCulture);
        var told = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = cursor,
            ["source"] = source,
            ["type"] = Content is null ? "hub.record.deleted" : "hub.record.changed",
            ["subject"] = Key,
            ["version"] = Version.ToString(CultureInfo.InvariantCulture),
            ["origin"] = Origin,
            ["cursor"] = cursor,
        };
        if (ChangedAt is { } at)
            told["time"] = Microseconds.ToTime(at).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        if (Content is not null)
            told["data"] = JsonNode.Parse(Content);
        // A record that was made here is looked up by it before it is made on the other side.
        if (HubChange is null)
            told["externalreference"] = Key;
        return told;
    }
}
