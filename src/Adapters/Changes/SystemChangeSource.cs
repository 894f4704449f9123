using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Changes;

/// <summary>Reads a system's changes by its "changed since" operation.</summary>
internal sealed class SystemChangeSource(EntityDefinition entity, ChangeFeed feed, SystemCalls calls, TimeProvider time)
    : IChangeSource, IRecordListing
{
    public async IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (string? after = null; await ReadAsync(after, feed.Batch, cancellation) is { Count: > 0 } page;)
        {
            if (page[^1].Position == after)
                throw CallFailures.Invalid(calls.System, $"a page of {entity.Name} that does not go on after the one before");
            after = page[^1].Position;
            yield return
            [
                .. page.Where(c => c.Kind != ChangeKind.Delete)
                    .Select(c => new ListedRecord(c.Key, c.Content) { Fault = c.Fault }),
            ];
        }
    }

    public async Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation)
    {
        var from = after ?? feed.Start;
        var outcome = await ReadPageAsync(from, Math.Min(limit, feed.Batch), cancellation);
        // As far as the one that makes the page unreadable, and then on with that one alone.
        if (outcome is InDoubt { IsInvalid: true } && limit > 1)
            outcome = await ReadPageAsync(from, limit: 1, cancellation);
        if (outcome is not Answered { Content: var answer })
            throw CallFailures.NoPage(calls.System, entity.Name, $"behind {Shown(from)}", outcome);
        var changes = new List<Change>();
        foreach (var item in (answer["items"] as JsonArray ?? []).Select(i => i as JsonObject ?? []))
        {
            if (Read(item, changes.LastOrDefault()?.Position) is { } change)
                changes.Add(change);
            // Where this one stands is not known, so neither is where it goes on; the others go over first.
            else if (changes.Count > 0)
                break;
            else
                throw CallFailures.Unplaced(calls.System, entity.Name, $"behind {Shown(from)}", "'position'");
        }

        return changes;
    }

    private static string Shown(string position) => position.Length == 0 ? "the beginning" : position;

    private Task<CallOutcome> ReadPageAsync(string after, int limit, CancellationToken cancellation) => calls.RunAsync(
        feed.Call, new JsonObject { ["after"] = after, ["limit"] = limit }, strict: false, cancellation);

    public async Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadToEndAsync(
        string? after, int limit, CancellationToken cancellation)
    {
        var found = await ReadAsync(after, limit, cancellation);
        return (found, found.Count < Math.Min(limit, feed.Batch));
    }

    public Task WaitAsync(CancellationToken cancellation) => Task.Delay(feed.Poll, time, cancellation);

    /// <returns>Null where its position is not known.</returns>
    private Change? Read(JsonObject item, string? before)
    {
        var unreadable = item[ItemReading.Unreadable]?.ToString();
        var content = item["content"] as JsonObject ?? [];
        var key = entity.KeyOf(content);
        var counts = long.TryParse(item["version"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var deleted = DeletionMark.IsSet(item);
        // Of a deleted one only its key counts.
        if (deleted == true && key is not null)
            unreadable = null;
        unreadable ??= item["content"] is null ? "it holds nothing"
            : deleted is null ? $"its '{DeletionMark.Field}' is not true, false, 1, 0 or a time"
            : key is null ? $"its key '{string.Join('.', entity.Key)}' is missing"
            : !counts ? "its 'version' is missing or not a whole number"
            : null;
        // An unreadable one shares the position of the one before, so that the stream gets past both at once.
        var position = item["position"]?.ToString() ?? (unreadable is null ? null : before);
        if (position is null)
            return null;
        key ??= $"(no key, change {position})";
        if (!counts && !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out version))
            version = 0;
        item.Remove("content");
        var isDeleted = deleted == true && unreadable is null;
        return new Change(
            key,
            entity.CohortOf(content),
            version,
            position,
            Side.Legacy,
            isDeleted ? ChangeKind.Delete : ChangeKind.Upsert,
            entity.ExternalReferenceOf(content),
            unreadable is null && !isDeleted ? content : null)
        {
            ChangedAt = ChangeTime.Read(item),
            Fault = unreadable is null ? null : CallFailures.Unreadable(calls.System, entity.Name, key, unreadable),
        };
    }
}
