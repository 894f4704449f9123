using System.Data.Common;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Sync.Messages;
using Hub.Sync.Searching;

namespace Hub.Sync.Applying;

/// <summary>
/// The changes that wait for a person. What is done with is kept apart for a while: of a dropped change its values, too. Reasons
/// may be a system's own words and name values, so they are encrypted as the changes are, and searched once they are decrypted.
/// </summary>
internal sealed class ParkedChanges(HubStore store, TimeProvider time)
{
    private const string Dropped = "dropped";
    private const int PageOfSearch = 5_000;
    private const int PageOfValues = 500;
    private static readonly SqlFile Sql = SqlFile.Of<ParkedChanges>();
    private readonly ParkingIds _ids = new();

    /// <summary>Returns all parked changes, the oldest first.</summary>
    public Task<IReadOnlyList<ParkedChange>> ListAsync() => ListAsync(RecordSearch.All, "", int.MaxValue);

    /// <summary>Returns a page of those that a search finds, the oldest first.</summary>
    /// <param name="search">The search.</param>
    /// <param name="after">The id that the page begins after; empty for the beginning.</param>
    /// <param name="limit">How many at most.</param>
    public async Task<IReadOnlyList<ParkedChange>> ListAsync(RecordSearch search, string after, int limit)
    {
        if (search.Reason is null)
            return Open(await store.Database.ReadAsync(c => c.QueryAsync<Listed>(Sql["List"], search.ToRow(0, after, limit))));
        var found = new List<ParkedChange>();
        await foreach (var ids in SearchAsync(search, after))
        {
            // A page may hold many of them, and a statement takes no more values than this.
            foreach (var some in ids.Take(limit - found.Count).Chunk(PageOfValues))
                found.AddRange(Open(await store.Database.ReadAsync(
                    c => c.QueryAsync<Listed>(Sql["Those", c], new { ids = some }))));
            if (found.Count >= limit)
                break;
        }

        return found;
    }

    /// <summary>Returns how many a search finds.</summary>
    public async Task<long> CountAsync(RecordSearch search)
    {
        if (search.Reason is null)
            return await store.Database.ReadAsync(c => c.ExecuteScalarAsync<long>(Sql["Count"], search.ToRow(0, "", 0)));
        var count = 0L;
        await foreach (var ids in SearchAsync(search, ""))
            count += ids.Count;
        return count;
    }

    /// <summary>Returns the ids of those that a search by reason finds, page by page.</summary>
    private async IAsyncEnumerable<IReadOnlyList<string>> SearchAsync(RecordSearch search, string after)
    {
        var text = search.Reason!;
        var next = ReadAsync(after);
        while (true)
        {
            var rows = await next;
            var isLast = rows.Count < PageOfSearch;
            // Decrypting takes as long as reading: the next page is read meanwhile.
            if (!isLast)
                next = Task.Run(() => ReadAsync(rows[^1].Id));
            yield return
            [
                .. rows.AsParallel().AsOrdered().WithDegreeOfParallelism(Environment.ProcessorCount)
                    .Where(r => r.Reason is not null
                        && store.Records.Open(r.Reason).Contains(text, StringComparison.OrdinalIgnoreCase))
                    .Select(r => r.Id),
            ];
            if (isLast)
                yield break;
        }

        async Task<List<(string Id, string? Reason)>> ReadAsync(string behind) =>
            (await store.Database.ReadAsync(c => c.QueryAsync<(string Id, string? Reason)>(
                Sql["Reasons"], search.ToRow(0, behind, PageOfSearch)))).AsList();
    }

    private IReadOnlyList<ParkedChange> Open(IEnumerable<Listed> rows) =>
    [
        .. rows.Select(r => new ParkedChange(
            r.Id, r.Stream, r.Key, r.Version, store.Records.Open(r.Reason), Microseconds.ToTime(r.At))),
    ];

    public async Task<ChangeMessage?> FindAsync(string id)
    {
        var change = await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string?>(Sql["Find"], new { id }));
        return change is null ? null : ChangeMessage.Open(store.Records, change);
    }

    /// <summary>Parks a change within the inbox's transaction.</summary>
    public Task AddAsync(DbConnection connection, DbTransaction transaction, ChangeMessage message, string reason)
    {
        var now = time.GetUtcNow();
        var id = _ids.Next(now);
        var change = message.Close(store.Records);
        var (stream, key, version) = (message.Stream, message.Key, message.Version);
        var kept = store.Records.Close(reason);
        return connection.ExecuteAsync(
            Sql["Add"], new { id, stream, key, version, change, reason = kept, now = Microseconds.Of(now) }, transaction);
    }

    /// <summary>Takes a change out within the inbox's transaction; false when somebody else did.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="id">The change.</param>
    /// <param name="outcome">What became of it: <c>applied</c>.</param>
    /// <param name="batch">The act on many that did it; null for a person's on this one.</param>
    public async Task<bool> SettleAsync(
        DbConnection connection, DbTransaction transaction, string id, string outcome, string? batch) =>
        await TakeAsync(connection, transaction, id, outcome, batch) is not null;

    /// <summary>
    /// Takes out what is parked of a change's record and is no later: a change tells the whole record, so the target lacks
    /// nothing of those any more. Within the inbox's transaction.
    /// </summary>
    public async Task SupersedeAsync(DbConnection connection, DbTransaction transaction, ChangeMessage later)
    {
        var (stream, key, version) = (later.Stream, later.Key, later.Version);
        foreach (var taken in (await connection.QueryAsync<Row>(
            Sql["Supersede"], new { stream, key, version }, transaction)).ToList())
            await SettleAsync(connection, transaction, taken, "superseded", batch: null);
    }

    /// <summary>Takes a change out that is not to be applied; null when it is not parked any more.</summary>
    public async Task<ParkedChange?> DropAsync(string id, string? batch = null)
    {
        var taken = await store.Database.WriteAsync((c, t) => TakeAsync(c, t, id, Dropped, batch));
        return taken is null ? null : new ParkedChange(
            taken.Id, taken.Stream, taken.Key, taken.Version, store.Records.Open(taken.Reason), Microseconds.ToTime(taken.At));
    }

    /// <summary>Returns what an act on many took out, after an id, with what became of it.</summary>
    public async Task<IReadOnlyList<(string Id, string Outcome)>> SettledByAsync(string batch, string after) =>
        [.. await store.Database.ReadAsync(c => c.QueryAsync<(string, string)>(Sql["SettledBy"], new { batch, after }))];

    /// <summary>Returns what became of a change that an act on many took out; null where that did not.</summary>
    public Task<string?> FindSettledAsync(string id, string batch) =>
        store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string?>(Sql["FindSettled"], new { id, batch }));

    /// <summary>Takes a change out whose record a person has corrected on the side that it came from.</summary>
    public Task<bool> CorrectAsync(string id) =>
        store.Database.WriteAsync((c, t) => SettleAsync(c, t, id, "corrected", batch: null));

    /// <summary>Keeps why it was refused this time.</summary>
    public Task RefuseAsync(string id, string reason)
    {
        var kept = store.Records.Close(reason);
        return store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Refuse"], new { id, reason = kept }, t));
    }

    /// <summary>Forgets what was done with before a time.</summary>
    public Task<int> PruneAsync(DateTimeOffset before) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Prune"], new { before = Microseconds.Of(before) }, t));

    private async Task<Row?> TakeAsync(DbConnection c, DbTransaction t, string id, string outcome, string? batch)
    {
        if (await c.QuerySingleOrDefaultAsync<Row>(Sql["Take"], new { id }, t) is not { } taken)
            return null;
        await SettleAsync(c, t, taken, outcome, batch);
        return taken;
    }

    private Task SettleAsync(DbConnection c, DbTransaction t, Row taken, string outcome, string? batch) => c.ExecuteAsync(
        Sql["Settle"],
        new
        {
            taken.Id, taken.Stream, taken.Key, taken.Version, change = outcome == Dropped ? taken.Change : null, taken.Reason,
            taken.At, outcome, batch, now = Microseconds.Of(time.GetUtcNow()),
        },
        t);

    private sealed record Listed(string Id, string Stream, string Key, long Version, string Reason, long At);

    private sealed record Row(
        string Id, string Stream, string Key, long Version, string Change, string Reason, long At);
}
