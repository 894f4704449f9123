using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;

namespace Hub.Adapters.Changes;

/// <summary>
/// One reading of what was modified from a time stamp on, page by page. It goes on at the last stamp of a page and not
/// behind it, as others may share it. Where the system takes a key besides, it goes on behind that key within the stamp, to an
/// empty page: a system may give fewer than asked for. Otherwise, where a page holds a single stamp and no end, pages grow; of
/// more than the system gives at once the rest is passed over, and told.
/// </summary>
internal sealed class ModifiedReading(
    EntityDefinition entity, ModifiedFeed feed, SystemCalls calls, DateTimeOffset from,
    Func<DateTimeOffset, IReadOnlyList<ModifiedRecord>, Task> keep)
{
    private readonly bool _isCounted = feed.Call.Out?.Bindings is [ListBinding list]
        && list.Items.Bindings.Any(b => b.Contract is ["version", ..]);
    private DateTimeOffset _since = from;
    private int _limit = feed.Batch;
    private string? _after;

    /// <summary>The last stamp of the first page: the system's time was no earlier when the reading began.</summary>
    public DateTimeOffset? First { get; private set; }

    public bool Ended { get; private set; }

    /// <summary>What was passed over, as the system does not tell of it; null for nothing.</summary>
    public string? Gap { get; private set; }

    /// <summary>
    /// Reads the next page and keeps what was not seen yet. What fails has had no effect and may be tried again.
    /// </summary>
    public async Task AdvanceAsync(CancellationToken cancellation)
    {
        var page = await ReadPageAsync(cancellation);
        if (page.Count == 0)
        {
            Ended = true;
            return;
        }

        var last = page[^1].At;
        // Of a record without one, which is the last of them, the one before it is where to read on.
        var key = page.LastOrDefault(p => p.At == last && p.Key is not null).Key;
        await keep(last, [.. page.Select(p => p.Record)]);
        First ??= last;
        if (feed.ByKey)
            (_since, _after) = last > _since || key != _after
                ? (last, key ?? throw CallFailures.Unplaced(calls.System, entity.Name, $"of {Show(last)}", "'key'"))
                : throw CallFailures.Invalid(calls.System, $"a page of {entity.Name} that does not go on after the one before");
        else if (page.Count < _limit)
            Ended = true;
        else if (last > _since)
            (_since, _limit) = (last, feed.Batch);
        else if (_limit < feed.Most)
            _limit = Math.Min(_limit * 2, feed.Most);
        else
        {
            Gap = $"{calls.System} has more than {feed.Most} {entity.Name} with the one time stamp {Show(last)}, and tells of no "
                + "more of them: the others are not read. Raise 'most' as far as the system goes, or let 'in' send after, "
                + "by which the hub reads on within a stamp";
            (_since, _limit) = (last.AddMicroseconds(1), feed.Batch);
        }
    }

    private async Task<List<(DateTimeOffset At, string? Key, ModifiedRecord Record)>> ReadPageAsync(
        CancellationToken cancellation)
    {
        var request = new JsonObject { ["since"] = Show(_since), ["limit"] = _limit };
        if (_after is not null)
            request["after"] = _after;
        var outcome = await calls.RunAsync(feed.Call, request, strict: false, cancellation);
        if (outcome is not Answered { Content: var answer })
            throw CallFailures.NoPage(calls.System, entity.Name, $"modified since {Show(_since)}", outcome);
        var page = new List<(DateTimeOffset At, string? Key, ModifiedRecord Record)>();
        foreach (var item in (answer["items"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var before = page.Count == 0 ? _since : page[^1].At;
            var read = Read(item, before);
            page.Add(read.At >= before
                ? read
                : throw CallFailures.Invalid(calls.System, $"{entity.Name} that are not in the order of their time stamps"));
        }

        return page;
    }

    private (DateTimeOffset At, string? Key, ModifiedRecord Record) Read(JsonObject item, DateTimeOffset before)
    {
        var hasVersion = long.TryParse(
            item["version"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var version);
        var content = item["content"] as JsonObject ?? [];
        var key = entity.KeyOf(content);
        var stamp = ChangeTime.Read(item);
        var hasStamp = stamp is not null;
        // Records come in the order of their stamps, so that one without stands at the one before.
        var at = stamp ?? before;
        var deleted = DeletionMark.IsSet(item);
        // Of a deleted one only its key counts.
        var unreadable = (deleted == true && key is not null ? null : item[ItemReading.Unreadable]?.ToString())
            ?? (item["content"] is null ? "it holds nothing"
                : deleted is null ? $"its '{DeletionMark.Field}' is not true, false, 1, 0 or a time"
                : key is null ? $"its key '{string.Join('.', entity.Key)}' is missing"
                : !hasStamp ? "its 'modifiedAt' is missing or cannot be read as a time"
                : item["version"] is not null && !hasVersion ? "its 'version' is not a whole number"
                : null);
        key ??= $"(no key, {Show(at)})";
        var fault = unreadable is null ? null : CallFailures.Unreadable(calls.System, entity.Name, key, unreadable);
        var isDeleted = deleted == true && fault is null;
        // What a system keeps of a deleted record is kept no longer here.
        var text = isDeleted ? "{}" : content.ToJsonString();
        var told = isDeleted ? DeletionMark.Field : text + fault;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(told)));
        return (at, item["key"]?.ToString(), new ModifiedRecord(
            key, hasVersion ? version : null, hash, entity.CohortOf(content), entity.ExternalReferenceOf(content), text)
        {
            Fault = fault,
            IsCounted = _isCounted,
            IsDeleted = isDeleted,
            ChangedAt = stamp,
        });
    }

    /// <summary>Returns a time as requests carry it.</summary>
    public static string Show(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
