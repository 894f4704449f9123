using System.Collections;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Changes;

/// <summary>
/// One comparison of all records with what is kept of them, page by page. In memory are one page and one bit a record;
/// whatever interrupts it, only a scan that came to its end tells that a record is gone. Several processes may scan at once:
/// what another one has kept since this one read is left as it is.
/// </summary>
internal sealed class SnapshotScan(
    EntityDefinition entity, SnapshotFeed feed, SystemCalls calls, Snapshots snapshots, SnapshotGuard? guard = null)
{
    private const int GoneAtOnce = 1000;
    private readonly SnapshotPages _pages = new(entity, feed, calls);
    private readonly RecordBits _seen = new();
    private readonly RecordBits _twice = new();
    private long? _asked;
    private long _begun;
    private string _after = feed.Start;
    private bool _hasUnknown;
    private bool _hadTwice;

    public bool Ended { get; private set; }

    /// <summary>Whether all that differed when it began is kept; false where another scan came between.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Reads the next page and keeps what is new in it; after the last page, what is gone.</summary>
    public async Task AdvanceAsync(CancellationToken cancellation)
    {
        var last = await snapshots.LastAsync(calls.System, entity.Name);
        if (_asked is null)
            (_asked, _begun) = (await snapshots.AskedReadingAsync(calls.System, entity.Name), last);
        var items = await _pages.ReadAsync(_after, cancellation);
        await CompareAsync(items, last);
        if (_pages.FindNext(items, _after) is { } next)
        {
            _after = next;
            return;
        }

        await FindGoneAsync();
        await FindOnceAgainAsync();
        Ended = true;
        if (_asked > 0 && IsWhole)
            await snapshots.AnswerReadingAsync(calls.System, entity.Name, _asked.Value);
    }

    private async Task CompareAsync(List<JsonObject> items, long last)
    {
        var listed = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var faults = new Dictionary<string, string>(StringComparer.Ordinal);
        var times = new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        var (twice, again) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        var place = _after;
        foreach (var item in items)
        {
            place = item["position"]?.ToString() ?? place;
            var content = item["content"] as JsonObject ?? [];
            if (_pages.FindFault(item) is { } fault)
            {
                // Which of the known records it is cannot be told.
                _hasUnknown |= entity.KeyOf(content) is null;
                var key = entity.KeyOf(content) ?? $"(no key, after {(place.Length == 0 ? "the beginning" : place)})";
                (faults[key], listed[key]) = (fault, content);
            }
            else if (item["content"] is not null)
            {
                var key = entity.KeyOf(content)!;
                if (listed.TryGetValue(key, out var earlier) && !JsonNode.DeepEquals(earlier, content))
                    twice.Add(key);
                // A system may begin a page with the last record of the one before.
                if (place == _after)
                    again.Add(key);
                listed[key] = content;
                times[key] = ChangeTime.Read(item);
            }
        }

        foreach (var page in listed.Chunk(GoneAtOnce))
        {
            var known = await snapshots.FindAsync(calls.System, entity.Name, [.. page.Select(p => p.Key)]);
            var changed = new List<SeenRecord>();
            foreach (var (key, content) in page)
            {
                var kept = known.GetValueOrDefault(key);
                var seen = SeenRecord.Of(calls.System, entity, key, content, faults.GetValueOrDefault(key), kept) with
                {
                    ChangedAt = times.GetValueOrDefault(key),
                };
                if (twice.Contains(key)
                    || (kept is not null && _seen.Has(kept.Record) && kept.Hash != seen.Hash && !again.Contains(key)))
                    seen = seen.AsTwice(calls.System, entity);
                // Whether that has ended is known once all are listed.
                else if (kept?.IsTwice == true)
                    (seen, _hadTwice) = (seen with { Hash = kept.Hash }, true);
                if (kept is not null)
                    Mark(kept.Record, seen);
                if (kept?.Hash != seen.Hash)
                    changed.Add(seen);
            }

            if (changed.Count == 0)
                continue;
            var result = await snapshots.KeepAsync(calls.System, entity.Name, changed, [], guard, last);
            foreach (var (record, seen) in result.Records.Zip(changed))
                Mark(record, seen);
            IsWhole &= result.Left == 0;
        }
    }

    // Those of which two records had one key, and one has it now; the next scan tells them.
    private async Task FindOnceAgainAsync()
    {
        if (!_hadTwice)
            return;
        await EachPageAsync(async live =>
        {
            foreach (var record in live.Where(r => r.IsTwice && !_twice.Has(r.Record)))
            {
                await snapshots.LookAgainAsync(calls.System, entity.Name, record.RecordKey);
                IsWhole = false;
            }
        });
    }

    private async Task FindGoneAsync()
    {
        if (_hasUnknown)
            return;
        var (gone, known) = (0L, 0L);
        await EachPageAsync(live =>
        {
            (known, gone) = (known + live.Count, gone + live.Count(IsGone));
            return Task.CompletedTask;
        });
        var doubt = await snapshots.DoubtAsync(calls.System, entity.Name);
        if (feed.Deletes.IsExceededBy(gone, known) && gone > doubt.Allowed)
        {
            if (doubt.Asked != gone)
                await snapshots.AskAsync(calls.System, entity.Name, gone);
            throw new ChangeTargetUnavailableException(
                $"{calls.System} lists {known - gone} of the {known} {entity.Name} that are known: {gone} would be deleted, and "
                + $"one reading may find {feed.Deletes} gone. Nothing is deleted until they are listed again, or somebody who "
                + $"knows that they are gone says so: ./hub sync deletions {entity.Name} --reason TEXT");
        }

        if (gone > 0)
            await EachPageAsync(async live =>
            {
                if (live.Where(IsGone).ToList() is { Count: > 0 } page)
                    IsWhole &= (await snapshots.KeepAsync(calls.System, entity.Name, [], page, guard, _begun)).Left == 0;
            });
        if (doubt is not { Asked: 0, Allowed: 0 })
            await snapshots.SettleAsync(calls.System, entity.Name);
    }

    private async Task EachPageAsync(Func<IReadOnlyList<SnapshotRecord>, Task> act)
    {
        var after = 0L;
        while (await snapshots.LiveAsync(calls.System, entity.Name, after, GoneAtOnce) is { Count: > 0 } live)
        {
            after = live[^1].Record;
            await act(live);
        }
    }

    private bool IsGone(SnapshotRecord record)
    {
        if (_seen.Has(record.Record))
            return false;
        // Another scan saw it after this one had begun, where this one may have passed by already.
        var isFresh = record.Sequence > _begun;
        IsWhole &= !isFresh;
        return !isFresh;
    }

    private void Mark(long record, SeenRecord seen)
    {
        _seen.Mark(record);
        if (seen.Hash == SnapshotRecord.Twice && seen.Fault is not null)
            _twice.Mark(record);
    }

    /// <summary>A bit for each record.</summary>
    private sealed class RecordBits
    {
        private readonly BitArray _bits = new(1024);

        public bool Has(long record) => record < _bits.Length && _bits[(int)record];

        public void Mark(long record)
        {
            var index = checked((int)record);
            if (index >= _bits.Length)
                _bits.Length = Math.Max(index + 1, _bits.Length * 2);
            _bits[index] = true;
        }
    }
}
