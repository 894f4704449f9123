using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Sync.Bonds;
using Hub.Sync.Feeding;
using Hub.Sync.Streams;

namespace Hub.Sync.Applying;

/// <summary>Makes what the feed tells of a change that both sides agree on.</summary>
internal static class FeedEntries
{
    /// <summary>Returns the entry; null where what arrived cannot be told in the new side's keys.</summary>
    /// <param name="stream">The stream the change came through.</param>
    /// <param name="change">The change.</param>
    /// <param name="held">
    /// What it says, in the new side's keys and without the fields that belong to one side; null where that cannot be told.
    /// </param>
    /// <param name="key">The record's key on the new side.</param>
    /// <param name="own">The fields that belong to one side.</param>
    /// <param name="hash">The hash of <paramref name="held"/>; null where nobody has computed it.</param>
    public static FeedEntry? Of(
        SyncStream stream, Change change, JsonObject? held, string key, IReadOnlyList<string> own, string? hash = null)
    {
        if (change.Kind == ChangeKind.Delete || change.Content is null)
            return FeedEntry.OfDeleted(stream.Entity, key, stream.Origin);
        if (held is null)
            return null;
        var content = stream.KeepsHashOnly ? null : Whole(change, held, key, own).ToJsonString(FeedEntry.Plain);
        return new FeedEntry(stream.Entity, key, ChangeKind.Upsert, hash ?? ContractJson.HashOf(held), content, stream.Origin);
    }

    // With the fields of the side that made the change, but for the key: that is the new side's.
    private static JsonObject Whole(Change change, JsonObject held, string key, IReadOnlyList<string> own)
    {
        var whole = new JsonObject();
        foreach (var (name, value) in change.Content!)
            if (!own.Contains(name, StringComparer.Ordinal))
                whole[name] = held[name]?.DeepClone();
            else
                whole[name] = key != change.Key && value?.ToString() == change.Key ? key : value?.DeepClone();
        return whole;
    }
}
