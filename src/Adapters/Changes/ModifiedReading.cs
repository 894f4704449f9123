using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Platform.Storage;

namespace Hub.Adapters.Changes;

/// <summary>
/// One reading of what was modified from a time stamp on, page by page. It goes on at the last stamp of a page and not
/// behind it, as others may share it. Where the system takes a key besides, it goes on behind that key within the stamp, to an
/// empty page: a system may give fewer than asked for. Otherwise, where a page holds a single stamp and no end, pages grow; of
/// more than the system gives at once the rest is passed over, and told.
/// </summary>
internal sealed class ModifiedReading(
    EntityDefinition entity, ModifiedFeed feed, SystemCalls calls, Modifications seen, DateTimeOffset from)
{
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

        var (last, key) = (page[^1].At, page[^1].Key);
        await seen.PutAsync(calls.System, entity.Name, Microseconds.Of(last), [.. page.Select(p => p.Record)]);
        First ??= last;
        if (feed.ByKey)
            (_since, _after) = last > _since || key != _after
                ? (last, key ?? throw CallFailures.Invalid(calls.System, $"a record of {entity.Name} without its 'key'"))
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
            throw CallFailures.Unavailable(calls.System, outcome);
        var page = (answer["items"] as JsonArray ?? []).OfType<JsonObject>().Select(Read).ToList();
        var before = _since;
        foreach (var (at, _, _) in page)
            before = at >= before
                ? at
                : throw CallFailures.Invalid(calls.System, $"{entity.Name} that are not in the order of their time stamps");
        return page;
    }

    private (DateTimeOffset At, string? Key, ModifiedRecord Record) Read(JsonObject item)
    {
        long version = 0;
        var counted = item["version"] is not null;
        var unreadable = item[ItemReading.Unreadable]?.ToString();
        var content = item["content"] as JsonObject ?? (unreadable is null ? null : []);
        if (content is null
            || (entity.KeyOf(content) ?? (unreadable is null ? null : $"(no key, {item["modifiedAt"]})")) is not { } key
            || (counted
                && !long.TryParse(item["version"]!.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out version))
            || !DateTimeOffset.TryParse(
                item["modifiedAt"]?.ToString(),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var at))
            throw CallFailures.Invalid(calls.System, $"a record of {entity.Name} without key, version or time stamp");
        var fault = unreadable is null ? null : CallFailures.Unreadable(calls.System, entity.Name, key, unreadable);
        var text = content.ToJsonString();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text + fault)));
        return (at, item["key"]?.ToString(), new ModifiedRecord(
            key, counted ? version : null, hash, entity.CohortOf(content), entity.ExternalReferenceOf(content), text)
        {
            Fault = fault,
        });
    }

    /// <summary>Returns a time as requests carry it.</summary>
    public static string Show(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
