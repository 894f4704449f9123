using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Sync.Streams;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Finds which records of a link were changed since a comparison: by the changes of both sides that the inbox has handled, and by
/// what the hub wrote itself, which the feed has.
/// </summary>
internal sealed class ChangedRecords(HubStore store, SyncOptions options)
{
    // Two nodes' clocks differ, and a transaction takes time.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromMinutes(5);
    private static readonly SqlFile Sql = SqlFile.Of<ChangedRecords>();

    /// <summary>Returns how far a link's changes are handled now.</summary>
    public Task<ComparedPlace> FindPlaceAsync(SyncStream stream) => store.Database.ReadAsync(c =>
        c.QuerySingleAsync<ComparedPlace>(
            Sql["Place"],
            new { forward = stream.Id, back = stream.HasReverse ? stream.ReverseId : "", entity = EntityOfFeed(stream) }));

    /// <summary>
    /// Returns the keys of what was changed after a place; null where that is more than are compared one by one.
    /// </summary>
    /// <param name="stream">The direction from the legacy side.</param>
    /// <param name="place">The place that the comparison before noted.</param>
    /// <param name="since">When that comparison began.</param>
    public async Task<ChangedKeys?> ListAsync(SyncStream stream, ComparedPlace place, DateTimeOffset since)
    {
        var limit = options.ChangedAtMost + 1;
        var legacy = await HandledAsync(stream.Id, place.Forward);
        var @new = stream.HasReverse ? await HandledAsync(stream.ReverseId, place.Back) : [];
        var agreed = await store.Database.ReadAsync(c => c.QueryAsync<string>(
            Sql["Agreed"], new { entity = EntityOfFeed(stream), place = place.Feed ?? 0, limit }));
        @new.UnionWith(agreed);
        return legacy.Count + @new.Count < limit ? new ChangedKeys(legacy, @new) : null;

        async Task<HashSet<string>> HandledAsync(string of, long? at) => new(
            await store.Database.ReadAsync(c => c.QueryAsync<string>(
                Sql["Handled"],
                new
                {
                    stream = of,
                    place = at ?? 0,
                    overlap = options.Window,
                    since = Microseconds.Of(since - ClockMargin),
                    limit,
                })),
            StringComparer.Ordinal);
    }

    // What a copy holds is not agreed on with anybody.
    private static string EntityOfFeed(SyncStream stream) => stream.IsCopy ? "" : stream.Entity;
}

/// <summary>Keys of changed records.</summary>
/// <param name="Legacy">Those on the legacy side.</param>
/// <param name="New">Those on the new side.</param>
internal sealed record ChangedKeys(IReadOnlyCollection<string> Legacy, IReadOnlyCollection<string> New);
