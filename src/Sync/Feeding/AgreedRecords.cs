using System.Text.Json;
using Dapper;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Sync.Feeding;

/// <summary>The records of an entity as both sides last agreed on them, in the order of their keys.</summary>
internal sealed class AgreedRecords(HubStore store, TimeProvider time)
{
    // Of one request, whatever it looks for: records that are read, and characters of those that are answered.
    private const int LookedAt = 10_000;
    private const int LargestPage = 1024 * 1024;
    private static readonly SqlFile Sql = SqlFile.Of<AgreedRecords>();

    /// <summary>Returns a record; null where there is none.</summary>
    public async Task<AgreedRecord?> FindAsync(string entity, string key) =>
        (await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<Row>(Sql["Find"], new { entity, key })))
            ?.Opened(store.Records).ToRecord(time.GetUtcNow());

    /// <summary>Returns the records behind a key that a filter takes, and the key to go on behind; null at the end.</summary>
    public Task<(IReadOnlyList<AgreedRecord> Records, string? Next)> ListAsync(string entity, RecordFilter filter) =>
        store.Database.ReadAsync<(IReadOnlyList<AgreedRecord>, string?)>(async c =>
        {
            var (records, now, seen, size, last) = (new List<AgreedRecord>(), time.GetUtcNow(), 0, 0L, "");
            var row = new
            {
                entity, after = filter.After, since = filter.Since is { } since ? Microseconds.Of(since) : 0, limit = LookedAt,
            };
            await foreach (var kept in c.QueryUnbufferedAsync<Row>(Sql["Page"], row))
            {
                var found = kept.Opened(store.Records);
                if (records.Count == filter.Limit || size > LargestPage)
                    return (records, last);
                (last, seen) = (found.Key, seen + 1);
                if (!filter.Takes(found.Content))
                    continue;
                records.Add(found.ToRecord(now));
                size += found.Content?.Length ?? 0;
            }

            return (records, seen == LookedAt ? last : null);
        });

    private sealed record Row(
        long Number, string Key, string Kind, string Hash, string? Content, string Side, long ChangedAt)
    {
        public Row Opened(RecordSeal records) => this with { Content = records.Open(Content) };

        public AgreedRecord ToRecord(DateTimeOffset now)
        {
            var at = Microseconds.ToTime(ChangedAt);
            return new AgreedRecord(
                Key, Enum.Parse<Side>(Side).ToString().ToLowerInvariant(), at,
                Math.Max(0, (long)(now - at).TotalSeconds), Content is null ? null : JsonElement.Parse(Content))
            {
                Hash = Hash,
            };
        }
    }
}
