using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Sync.Searching;

namespace Hub.Sync.Applying;

/// <summary>
/// The changes that a person dropped and that the other side lacks. They count against the way back, until a later change of the
/// record goes over, or a person accepts that the other side does without or parks them again.
/// </summary>
internal sealed class DroppedChanges(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<DroppedChanges>();

    /// <summary>Returns the newest of each record, those parked first before others.</summary>
    /// <param name="link">The link; null for all.</param>
    /// <param name="limit">How many at most.</param>
    public async Task<IReadOnlyList<DroppedChange>> ListAsync(string? link, int limit)
    {
        var rows = await store.Database.ReadAsync(c =>
            c.QueryAsync<(string Id, string Stream, string Key, long Version, string Reason, long At)>(
                Sql["List"], new RecordSearch(link).ToRow(0, "", limit)));
        return
        [
            .. rows.Select(d => new DroppedChange(
                d.Id, d.Stream, d.Key, d.Version, store.Records.Open(d.Reason), Microseconds.ToTime(d.At))),
        ];
    }

    /// <summary>Returns the stream, key and version of a dropped change; null where none has the id.</summary>
    public async Task<DroppedRecord?> FindAsync(string id) => await store.Database.ReadAsync(c =>
        c.QuerySingleOrDefaultAsync<DroppedRecord>(Sql["Find"], new { id }));

    /// <summary>Accepts that the other side does without a dropped change, and those of its record before it.</summary>
    /// <returns>Which; null where no dropped change has the id.</returns>
    public async Task<DroppedRecord?> AcceptAsync(string id)
    {
        if (await FindAsync(id) is not { } dropped)
            return null;
        var (stream, key, version) = dropped;
        var accepted = await store.Database.WriteAsync(
            (c, t) => c.ExecuteAsync(Sql["Accept"], new { stream, key, version }, t));
        return accepted > 0 ? dropped : null;
    }

    /// <summary>Parks a dropped change again.</summary>
    /// <returns>Which; null where no dropped change has the id.</returns>
    public async Task<DroppedRecord?> ReturnAsync(string id)
    {
        var dropped = await FindAsync(id);
        var isReturned = dropped is not null && await store.Database.WriteAsync(async (c, t) =>
            await c.ExecuteAsync(Sql["Return"], new { id }, t) > 0 && await c.ExecuteAsync(Sql["Forget"], new { id }, t) > 0);
        return isReturned ? dropped : null;
    }
}

/// <summary>The record of a dropped change.</summary>
/// <param name="Stream">The stream that the change came through.</param>
/// <param name="Key">The record's key on the side that it came from.</param>
/// <param name="Version">The record's version there.</param>
internal sealed record DroppedRecord(string Stream, string Key, long Version);
