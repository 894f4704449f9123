using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Platform.Storage;

namespace Hub.Adapters.Changes;

/// <summary>
/// One reading of what was modified from a time stamp on, page by page. It goes on at the last stamp of a page and not
/// behind it, as others may share it; where a page holds a single stamp and no end, pages grow.
/// </summary>
internal sealed class ModifiedReading(
    EntityDefinition entity, ModifiedFeed feed, SystemCalls calls, Modifications seen, DateTimeOffset from)
{
    private DateTimeOffset _since = from;
    private int _limit = feed.Batch;

    /// <summary>The last stamp of the first page: the system's time was no earlier when the reading began.</summary>
    public DateTimeOffset? First { get; private set; }

    public bool Ended { get; private set; }

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
        await seen.PutAsync(calls.System, entity.Name, Microseconds.Of(last), [.. page.Select(p => p.Record)]);
        First ??= last;
        if (page.Count < _limit)
            Ended = true;
        else if (last > _since)
            (_since, _limit) = (last, feed.Batch);
        else if (_limit < feed.Most)
            _limit = Math.Min(_limit * 2, feed.Most);
        else
            throw CallFailures.Invalid(
                calls.System,
                $"{feed.Most} {entity.Name} and more with the one time stamp {Show(last)}, "
                + "which cannot be read past; raise 'most'");
    }

    private async Task<List<(DateTimeOffset At, ModifiedRecord Record)>> ReadPageAsync(CancellationToken cancellation)
    {
        var request = new JsonObject { ["since"] = Show(_since), ["limit"] = _limit };
        var outcome = await calls.RunAsync(feed.Call, request, strict: false, cancellation);
        if (outcome is not Answered { Content: var answer })
            throw CallFailures.Unavailable(calls.System, outcome);
        var page = (answer["items"] as JsonArray ?? []).OfType<JsonObject>().Select(Read).ToList();
        var before = _since;
        foreach (var (at, _) in page)
            before = at >= before
                ? at
                : throw CallFailures.Invalid(calls.System, $"{entity.Name} that are not in the order of their time stamps");
        return page;
    }

    private (DateTimeOffset At, ModifiedRecord Record) Read(JsonObject item)
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
        return (at, new ModifiedRecord(
            key, counted ? version : null, hash, entity.CohortOf(content), entity.ExternalReferenceOf(content), text)
        {
            Fault = fault,
        });
    }

    /// <summary>Returns a time as requests carry it.</summary>
    public static string Show(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
