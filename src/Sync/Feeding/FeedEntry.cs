using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Feeding;

/// <summary>What both sides of a link have agreed on of one record.</summary>
/// <param name="Entity">The link's entity: <c>customers</c>.</param>
/// <param name="Key">The record's key on the new side, which is the public one.</param>
/// <param name="Kind">Whether the record is there or gone.</param>
/// <param name="Hash">The hash of the content; empty for a deletion.</param>
/// <param name="Content">The record as contract JSON; null for a deletion, and where the link keeps no content.</param>
/// <param name="Side">The side that made the change.</param>
internal sealed record FeedEntry(string Entity, string Key, ChangeKind Kind, string Hash, string? Content, Side Side)
{
    /// <summary>Returns the entry of a record that is gone.</summary>
    public static FeedEntry OfDeleted(string entity, string key, Side side) =>
        new(entity, key, ChangeKind.Delete, "", Content: null, side);

    /// <summary>How contents and events are written: as they are, but for what JSON itself escapes.</summary>
    public static JsonSerializerOptions Plain { get; } = new(JsonSerializerOptions.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Returns a record with its key, which a bond does not keep.</summary>
    /// <param name="content">The record without the fields that belong to one side.</param>
    /// <param name="keyField">The contract's field that is the key; null where none is.</param>
    /// <param name="key">The key.</param>
    public static JsonObject Named(JsonObject content, string? keyField, string key)
    {
        var record = keyField is null ? new JsonObject() : new JsonObject { [keyField] = key };
        foreach (var (name, value) in content)
            record[name] = value?.DeepClone();
        return record;
    }
}

/// <summary>A row of a feed.</summary>
/// <param name="Number">Its number, which grows over the entity's changes.</param>
/// <param name="Key">The record's key on the new side.</param>
/// <param name="Kind">Whether the record is there or gone.</param>
/// <param name="Hash">The hash of the content; empty for a deletion.</param>
/// <param name="Content">The record as contract JSON; null for a deletion, and where the link keeps no content.</param>
/// <param name="Side">The side that made the change.</param>
/// <param name="At">When it was agreed.</param>
internal sealed record FeedRow(
    long Number, string Key, ChangeKind Kind, string Hash, string? Content, Side Side, DateTimeOffset At);

/// <summary>How far an entity's feed goes.</summary>
/// <param name="Generation">When its first number was given out, in microseconds; 0 before.</param>
/// <param name="Last">The last number when the reading began; 0 for none.</param>
/// <param name="Pruned">The highest number of a deletion that was pruned; 0 for none.</param>
/// <param name="BeforeAt">
/// The time of the last change up to the number that a reading begins after, in microseconds; 0 for none.
/// </param>
internal readonly record struct FeedState(long Generation, long Last, long Pruned, long BeforeAt);
