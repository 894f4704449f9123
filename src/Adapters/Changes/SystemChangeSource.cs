using System.Globalization;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Platform.Changes;
using Hub.Platform.Routing;

namespace Hub.Adapters.Changes;

/// <summary>Reads a system's changes by its "changed since" operation.</summary>
internal sealed class SystemChangeSource(EntityDefinition entity, ChangeFeed feed, SystemCalls calls, TimeProvider time)
    : IChangeSource
{
    public async Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation)
    {
        var request = new JsonObject { ["after"] = after ?? feed.Start, ["limit"] = Math.Min(limit, feed.Batch) };
        var outcome = await calls.RunAsync(feed.Call, request, strict: false, cancellation);
        if (outcome is not Answered { Content: var answer })
            throw CallFailures.Unavailable(calls.System, outcome);
        return answer["items"] is JsonArray items ? items.Select(Read).ToList() : [];
    }

    public async Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadToEndAsync(
        string? after, int limit, CancellationToken cancellation)
    {
        var found = await ReadAsync(after, limit, cancellation);
        return (found, found.Count < Math.Min(limit, feed.Batch));
    }

    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(feed.Poll, time, cancellation);

    private Change Read(JsonNode? item)
    {
        var unreadable = item?[ItemReading.Unreadable]?.ToString();
        var content = item?["content"] as JsonObject ?? (unreadable is null ? null : []);
        if (content is null
            || (entity.KeyOf(content) ?? (unreadable is null ? null : $"(no key, change {item!["position"]})")) is not { } key
            || item!["position"]?.ToString() is not { } position
            || !long.TryParse(item["version"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw new ChangeTargetUnavailableException($"{calls.System} gave a change without key, version or position");
        item.AsObject().Remove("content");
        return new Change(
            key,
            entity.CohortOf(content),
            version,
            position,
            Side.Legacy,
            ChangeKind.Upsert,
            entity.ExternalReferenceOf(content),
            unreadable is null ? content : null)
        {
            Fault = unreadable is null ? null : CallFailures.Unreadable(calls.System, entity.Name, key, unreadable),
        };
    }
}
