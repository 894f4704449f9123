using System.Data.Common;
using Dapper;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Sync.Feeding;

/// <summary>
/// The feed of each entity in the hub's store: the last agreed change of each record, numbered in the order in which they become
/// visible.
/// </summary>
internal sealed class FeedLog(HubStore store, TimeProvider time)
{
    // Of a page's contents, in characters; what is longer is told in several pages.
    private const int LargestPage = 1024 * 1024;
    private static readonly SqlFile Sql = SqlFile.Of<FeedLog>();

    /// <summary>Tells of an entity whose feed has a new change by this process.</summary>
    public event Action<string>? Appended;

    /// <summary>Creates the tables; comes after those of the bonds.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("feed", Sql);

    /// <summary>
    /// Appends what was agreed, in the transaction that keeps it and as its last statement; nothing where the feed says so
    /// already.
    /// </summary>
    public async Task AppendAsync(DbConnection connection, DbTransaction transaction, FeedEntry entry)
    {
        if (entry.Kind == ChangeKind.Delete)
            await connection.ExecuteAsync(Sql["Delete"], RowOf(0), transaction);
        else if (await connection.ExecuteScalarAsync<long?>(Sql["Upsert", connection], RowOf(0), transaction) is { } number)
            await connection.ExecuteAsync(Sql["Put"], RowOf(number), transaction);

        object RowOf(long number) => new
        {
            entity = entry.Entity,
            key = entry.Key,
            number,
            hash = entry.Hash,
            content = store.Records.Close(entry.Content),
            side = entry.Side.ToString(),
            now = Microseconds.Of(time.GetUtcNow()),
        };
    }

    /// <summary>Wakes the readers of an entity's feed, once a change is committed.</summary>
    public void Announce(string entity) => Appended?.Invoke(entity);

    /// <summary>Returns the rows behind a number, and how far the feed goes.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="after">The number.</param>
    /// <param name="limit">At most so many rows; fewer where their contents are large.</param>
    public Task<(IReadOnlyList<FeedRow> Rows, FeedState State)> ReadAsync(string entity, long after, int limit) =>
        store.Database.ReadAsync(async c =>
        {
            // Before the rows: a change that is committed meanwhile lies above it, and so wakes whoever waits behind this page.
            var last = await c.ExecuteScalarAsync<long?>(Sql["Last"], new { entity }) ?? 0;
            var (rows, size) = (new List<FeedRow>(), 0L);
            await foreach (var row in c.QueryUnbufferedAsync<Row>(Sql["Read"], new { entity, after, limit }))
            {
                var read = row.ToFeedRow(store.Records);
                rows.Add(read);
                if ((size += read.Content?.Length ?? 0) > LargestPage)
                    break;
            }

            // After the rows: a deletion that was pruned before them is known by now.
            var (generation, pruned) = (await c.QueryAsync<(long, long)>(Sql["State"], new { entity })).SingleOrDefault();
            var before = after == 0 ? 0 : await c.ExecuteScalarAsync<long?>(Sql["Before"], new { entity, after }) ?? 0;
            return ((IReadOnlyList<FeedRow>)rows, new FeedState(generation, last, pruned, before));
        });

    /// <summary>Returns the last number of each entity's feed.</summary>
    public async Task<IReadOnlyDictionary<string, long>> LastsAsync() =>
        (await store.Database.ReadAsync(c => c.QueryAsync<(string Entity, long Last)>(Sql["Lasts"])))
            .ToDictionary(l => l.Entity, l => l.Last, StringComparer.Ordinal);

    /// <summary>Forgets deletions of an entity from before a time.</summary>
    public Task<int> PruneAsync(string entity, DateTimeOffset before) => store.Database.WriteAsync((c, t) =>
        c.ExecuteAsync(Sql["Prune"], new { entity, before = Microseconds.Of(before) }, t));

    private sealed record Row(
        long Number, string Key, string Kind, string Hash, string? Content, string Side, long ChangedAt)
    {
        public FeedRow ToFeedRow(RecordSeal records) => new(
            Number, Key, Enum.Parse<ChangeKind>(Kind), Hash, records.Open(Content), Enum.Parse<Side>(Side),
            Microseconds.ToTime(ChangedAt));
    }
}
