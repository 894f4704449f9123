using System.Text.Json.Nodes;
using Hub.Platform.Changes;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Sync.Capturing;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;

namespace Hub.Sync.Running;

/// <summary>Finds what both sides of a link have told of a record, where this process reads the changes of both.</summary>
internal sealed class ToldRecords(ToldChanges told, IdentityMap identities, ParentKeys parents, RunningStreams running)
    : IToldChanges
{
    public async Task<ToldOfRecord> FindAsync(LinkPlan link, string key, DateTimeOffset since)
    {
        if (!link.BothWays)
            return new(null, null, "sync reads no changes of the new side");
        var (there, back) = (StreamOf(link, Side.Legacy), StreamOf(link, Side.New));
        if (!IsReadHere(there) || !IsReadHere(back))
            return new(null, null, "another node reads the changes");
        var entity = told.Of(link.Entity);
        if (entity.Since > since)
            return new(null, null, "changes were not kept yet");
        var legacyKey = await identities.FindLegacyAsync(link.Entity, key) ?? key;
        var (legacy, @new) = (entity.Find(Side.Legacy, legacyKey, since), entity.Find(Side.New, key, since));
        var content = legacy is null ? null : InKeysOf(legacy, legacyKey, key);
        return (await parents.TranslateManyAsync(there, [content])).Count > 0
            ? new(null, null, "the legacy side names a record that the new side does not know")
            : new(ToTold(legacy, content), ToTold(@new, @new?.Content?.DeepClone().AsObject()));
    }

    private static ToldChange? ToTold(Change? change, JsonObject? content) =>
        change is null ? null : new(change.Kind, change.Version, content);

    private static SyncStream StreamOf(LinkPlan link, Side origin)
    {
        var (from, to) = origin == Side.Legacy ? (link.Legacy, link.New) : (link.New, link.Legacy);
        return new SyncStream(link.Entity, from.ToString(), to.ToString(), origin, IsCopy: false) { Parents = link.After };
    }

    private bool IsReadHere(SyncStream stream) => running.Find(stream.Id) is { IsLost: false };

    // A record names itself by its own key, in whatever member that is.
    private static JsonObject? InKeysOf(Change change, string legacyKey, string key)
    {
        var content = change.Content?.DeepClone().AsObject();
        if (content is null || legacyKey == key)
            return content;
        foreach (var name in content.Where(m => m.Value is JsonValue v && v.ToString() == legacyKey).Select(m => m.Key).ToList())
            content[name] = key;
        return content;
    }
}
