using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Feeding;

/// <summary>An agreed change as a CloudEvent 1.0 in JSON; see https://github.com/cloudevents/spec.</summary>
/// <param name="SpecVersion">Always <c>1.0</c>.</param>
/// <param name="Id">Unique in its source: the feed's generation and the change's number.</param>
/// <param name="Source">The feed: <c>/hub/feed/customers</c>.</param>
/// <param name="Type"><c>hub.record.changed</c> or <c>hub.record.deleted</c>.</param>
/// <param name="Subject">The record's key.</param>
/// <param name="Time">When both sides agreed on it.</param>
/// <param name="Side">The side that made the change, <c>legacy</c> or <c>new</c>.</param>
/// <param name="Sequence">The change's number, in 19 digits: later ones come later in the alphabet.</param>
/// <param name="Cursor">Where a reading goes on after it.</param>
internal sealed record CloudEvent(
    [property: JsonPropertyName("specversion")] string SpecVersion,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("subject")] string Subject,
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("side")] string Side,
    [property: JsonPropertyName("sequence")] string Sequence,
    [property: JsonPropertyName("cursor")] string Cursor)
{
    /// <summary>The media type of one.</summary>
    public const string MediaType = "application/cloudevents+json";

    /// <summary>The media type of a batch.</summary>
    public const string BatchMediaType = "application/cloudevents-batch+json";

    /// <summary>The type of a record that was made or changed.</summary>
    public const string Changed = "hub.record.changed";

    /// <summary>The type of a record that is gone.</summary>
    public const string Deleted = "hub.record.deleted";

    /// <summary>The media type of the data; null where there is none.</summary>
    [JsonPropertyName("datacontenttype")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DataContentType => Data is null ? null : "application/json";

    /// <summary>The record as contract JSON; null for a deletion, and where the link keeps no content.</summary>
    [JsonPropertyName("data")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Data { get; init; }

    /// <summary>Returns a row of a page as an event.</summary>
    public static CloudEvent Of(FeedPage page, FeedRow row, FeedCursor cursor) => new(
        "1.0",
        string.Create(CultureInfo.InvariantCulture, $"{page.State.Generation}-{row.Number}"),
        $"/hub/feed/{Uri.EscapeDataString(page.Entity)}",
        row.Kind == ChangeKind.Delete ? Deleted : Changed,
        row.Key,
        row.At,
        row.Side.ToString().ToLowerInvariant(),
        row.Number.ToString("D19", CultureInfo.InvariantCulture),
        cursor.ToString())
    {
        Data = row.Content is null ? null : JsonElement.Parse(row.Content),
    };
}
