using System.Collections;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;

namespace Hub.Adapters.Changes;

/// <summary>
/// One comparison of all records with what is kept of them, page by page. In memory are one page and one bit a record;
/// whatever interrupts it, only a scan that came to its end tells that a record is gone.
/// </summary>
internal sealed class SnapshotScan(EntityDefinition entity, SnapshotFeed feed, SystemCalls calls, Snapshots snapshots)
{
    private const int GoneAtOnce = 1000;
    private readonly BitArray _seen = new(1024);
    private string _after = feed.Start;

    public bool Ended { get; private set; }

    /// <summary>Reads the next page and keeps what is new in it; after the last page, what is gone.</summary>
    public async Task AdvanceAsync(CancellationToken cancellation)
    {
        var items = await ReadPageAsync(cancellation);
        await CompareAsync(items);
        // Not at a short page: a system may give fewer than asked for, and what is not listed counts as gone.
        if (feed.Paged && items.Count > 0)
        {
            var last = items[^1]["position"]?.ToString();
            if (last is null || last == _after)
                throw CallFailures.Invalid(calls.System, $"a page of {entity.Name} that does not go on after the one before");
            _after = last;
            return;
        }

        await FindGoneAsync();
        Ended = true;
    }

    private async Task<List<JsonObject>> ReadPageAsync(CancellationToken cancellation)
    {
        var request = new JsonObject { ["after"] = _after, ["limit"] = feed.Batch };
        var outcome = await calls.RunAsync(feed.Call, request, strict: false, cancellation);
        return outcome is Answered { Content: var answer }
            ? [.. (answer["items"] as JsonArray ?? []).OfType<JsonObject>()]
            : throw CallFailures.Unavailable(calls.System, outcome);
    }

    private async Task CompareAsync(List<JsonObject> items)
    {
        var listed = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var content in items.Select(i => i["content"]).OfType<JsonObject>())
        {
            var key = entity.KeyOf(content)
                ?? throw CallFailures.Invalid(calls.System, $"a record of {entity.Name} without a key");
            listed[key] = content;
        }
        foreach (var page in listed.Chunk(GoneAtOnce))
        {
            var known = await snapshots.FindAsync(calls.System, entity.Name, [.. page.Select(p => p.Key)]);
            var changed = new List<SeenRecord>();
            foreach (var (key, content) in page)
            {
                var text = content.ToJsonString();
                var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
                var kept = known.GetValueOrDefault(key);
                if (kept is not null)
                    Mark(kept.Record);
                if (kept?.Hash != hash)
                    changed.Add(
                        new SeenRecord(kept, key, hash, entity.CohortOf(content), entity.ExternalReferenceOf(content), text));
            }

            if (changed.Count > 0)
                foreach (var record in await snapshots.PutAsync(calls.System, entity.Name, changed))
                    Mark(record);
        }
    }

    private async Task FindGoneAsync()
    {
        var after = 0L;
        while (await snapshots.LiveAsync(calls.System, entity.Name, after, GoneAtOnce) is { Count: > 0 } live)
        {
            after = live[^1].Record;
            var gone = live.Where(r => r.Record >= _seen.Length || !_seen[(int)r.Record]).ToList();
            if (gone.Count > 0)
                await snapshots.RemoveAsync(calls.System, entity.Name, gone);
        }
    }

    private void Mark(long record)
    {
        var index = checked((int)record);
        if (index >= _seen.Length)
            _seen.Length = Math.Max(index + 1, _seen.Length * 2);
        _seen[index] = true;
    }
}
