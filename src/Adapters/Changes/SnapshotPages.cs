using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Changes;

/// <summary>Reads the pages of an operation that lists all records.</summary>
internal sealed class SnapshotPages(EntityDefinition entity, SnapshotFeed feed, SystemCalls calls)
{
    /// <summary>Returns the page behind a position.</summary>
    public async Task<List<JsonObject>> ReadAsync(string after, CancellationToken cancellation)
    {
        var request = new JsonObject { ["after"] = after, ["limit"] = feed.Batch };
        var outcome = await calls.RunAsync(feed.Call, request, strict: false, cancellation);
        return outcome is Answered { Content: var answer }
            ? [.. (answer["items"] as JsonArray ?? []).OfType<JsonObject>()]
            : throw CallFailures.NoPage(
                calls.System, entity.Name, after.Length == 0 ? "from the beginning" : $"behind {after}", outcome);
    }

    /// <summary>
    /// Returns where the next page begins; null after the last one, which is empty: a system may give fewer than asked for, and
    /// a record that is not listed counts as gone.
    /// </summary>
    public string? FindNext(List<JsonObject> page, string after)
    {
        if (!feed.Paged || page.Count == 0)
            return null;
        // Of a record without one, which is the last of them, the one before it is where to read on.
        var last = page.LastOrDefault(i => i["position"] is not null)?["position"]?.ToString()
            ?? throw CallFailures.Unplaced(calls.System, entity.Name, $"behind {after}", "'key'");
        return last != after
            ? last
            : throw CallFailures.Invalid(calls.System, $"a page of {entity.Name} that does not go on after the one before");
    }

    /// <summary>Returns why an entry of a page cannot be read; null where it can.</summary>
    public string? FindFault(JsonObject item) =>
        item[ItemReading.Unreadable]?.ToString()
        ?? (item["content"] is JsonObject content && entity.KeyOf(content) is null
            ? $"its key '{string.Join('.', entity.Key)}' is missing"
            : null);

    /// <summary>Returns all records; those without a key cannot be told from each other.</summary>
    public async IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = feed.Start; after is not null;)
        {
            var page = await ReadAsync(after, cancellation);
            yield return [.. page.Where(i => i["content"] is JsonObject).Select(Show)];
            after = FindNext(page, after);
        }
    }

    private ListedRecord Show(JsonObject item)
    {
        var content = (JsonObject)item["content"]!;
        var (fault, key) = (FindFault(item), entity.KeyOf(content) ?? "(no key)");
        item.Remove("content");
        return fault is null
            ? new ListedRecord(key, content)
            : new ListedRecord(key, null) { Fault = CallFailures.Unreadable(calls.System, entity.Name, key, fault) };
    }
}
