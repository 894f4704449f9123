using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Hub.Facade.Comparing;
using Hub.Facade.Rules;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.Evidence;

/// <summary>
/// What was measured of each route by comparing its sides, over all nodes: by the plan it was measured under, as another plan
/// may map another way, and in slices of some minutes, so that one may ask for what came after a new build was put there.
/// Each revision has slices of its own: what came before a route was shifted is told apart to the moment.
/// Each node counts in memory and writes its slices to the store every few seconds.
/// </summary>
internal sealed class RouteEvidence(HubStore store, RouteRules rules, CurrentRouting current, TimeProvider time)
{
    /// <summary>How finely times are told apart.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromMinutes(5);

    private static readonly SqlFile Sql = SqlFile.Of<RouteEvidence>();
    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<(string Route, string Plan, long Slice, string Run), Measured> _measured = [];

    // Of two at once, the one that has read earlier would write over what the other has written.
    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>Raised for each request that both sides have answered: its route, and whether the answers differ.</summary>
    public event Action<string, bool>? Compared;

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("route-evidence", Sql);

    /// <summary>Counts a request that both sides have answered.</summary>
    /// <param name="route">The route.</param>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="found">How the answers differ, and what rules passed over.</param>
    /// <param name="legacyTook">How long the legacy side took.</param>
    /// <param name="newTook">How long the new side took.</param>
    /// <param name="shape">The request's shape; null where nobody counts shapes.</param>
    public void Add(
        string route, string plan, Comparison found, TimeSpan legacyTook, TimeSpan newTook, string? shape = null)
    {
        var now = time.GetUtcNow();
        Of(route, plan, now).Add(found, legacyTook, newTook, shape, now);
        Compared?.Invoke(route, found.Differences.Count > 0);
    }

    /// <summary>Counts what differs between two answers of the legacy side to one request, and between both sides.</summary>
    public void Learn(
        string route, string plan, IReadOnlyDictionary<NoisyPath, TimeSpan?> atLegacy,
        IReadOnlyDictionary<NoisyPath, TimeSpan?> atNew)
    {
        var now = time.GetUtcNow();
        Of(route, plan, now).Learn(atLegacy, atNew, now);
    }

    /// <summary>Counts requests of one shape, whether or not they are compared.</summary>
    public void See(string route, string plan, string shape, long count)
    {
        var now = time.GetUtcNow();
        Of(route, plan, now).See(shape, count, now);
    }

    /// <summary>Counts requests that are not compared.</summary>
    /// <param name="route">The route.</param>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="reason">Why, in half a sentence.</param>
    /// <param name="count">How many.</param>
    public void Skip(string route, string plan, string reason, long count = 1)
    {
        var now = time.GetUtcNow();
        Of(route, plan, now).Skip(reason, now, count);
    }

    /// <summary>Counts the record that a write left behind, as both sides hold it.</summary>
    /// <param name="route">The route that wrote it.</param>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="writtenAt">The side that carried the write out.</param>
    /// <param name="found">How the sides' records and events differ, and what rules passed over.</param>
    /// <param name="whyNoEvents">Why the events are not compared; null where they are.</param>
    public void AddLeftBehind(string route, string plan, Side writtenAt, Comparison found, string? whyNoEvents)
    {
        var now = time.GetUtcNow();
        Of(route, plan, now).AddLeftBehind(writtenAt, found, whyNoEvents, now);
    }

    /// <summary>Counts writes whose record is not compared.</summary>
    /// <param name="route">The route.</param>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="writtenAt">The side that carried the writes out.</param>
    /// <param name="reason">Why, in half a sentence.</param>
    /// <param name="count">How many.</param>
    public void SkipLeftBehind(string route, string plan, Side writtenAt, string reason, long count = 1)
    {
        var now = time.GetUtcNow();
        Of(route, plan, now).SkipLeftBehind(writtenAt, reason, now, count);
    }

    /// <summary>
    /// Returns what all nodes have measured: of the others, what they have written. What was passed over by a rule that does not
    /// apply any more counts as different.
    /// </summary>
    /// <param name="route">The route.</param>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="since">From when on, to the slice of a revision that holds it; null for all that is kept.</param>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<EvidenceCounts> ReadAsync(string route, string plan, DateTimeOffset? since)
    {
        var from = since is { } given ? SliceOf(given) : 0;
        var here = _measured.Where(m => m.Key.Route == route && m.Key.Plan == plan && m.Key.Slice >= from).ToList();
        var stored = await store.Database.ReadAsync(
            c => c.QueryAsync<Row>(Sql["Find"], new { route, plan, from }));
        return stored.Where(r => !here.Any(h => h.Key.Run == r.Run && h.Key.Slice == r.Slice))
            .Select(r => JsonSerializer.Deserialize<EvidenceCounts>(r.Counts)!)
            .Concat(here.Select(h => h.Value.Read()))
            .Where(counts => since is null || counts.To >= since)
            .Aggregate(new EvidenceCounts(), (sum, counts) => sum.Plus(counts)).Under(await rules.ReadAsync(route));
    }

    /// <summary>Writes what is not in the store yet, and lets go of slices that have ended.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached; it is all written the next time.</exception>
    public async Task WriteAsync()
    {
        await _writing.WaitAsync();
        try
        {
            await WriteNewsAsync();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task WriteNewsAsync()
    {
        var news = _measured.Select(m => (m.Key, m.Value, Unwritten: m.Value.Unwritten())).Where(m => m.Unwritten is not null)
            .OrderBy(m => m.Key).ToList();
        if (news.Count > 0)
            await store.Database.WriteAsync((c, t) => c.ExecuteAsync(
                Sql["Save"],
                news.Select(n => new
                {
                    route = n.Key.Route,
                    plan = n.Key.Plan,
                    slice = n.Key.Slice,
                    run = n.Key.Run,
                    counts = JsonSerializer.Serialize(n.Unwritten!.Value.Counts),
                }),
                t));
        foreach (var (_, measured, unwritten) in news)
            measured.Wrote(unwritten!.Value.Changes);
        // One that ended long ago is counted in no more.
        var ended = SliceOf(time.GetUtcNow() - (2 * Slice));
        foreach (var (key, measured) in _measured)
            if (key.Slice < ended && measured.Unwritten() is null)
                _measured.TryRemove(key, out _);
    }

    /// <summary>Forgets what was measured before a time.</summary>
    public Task<int> PruneAsync(DateTimeOffset before) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Prune"], new { before = SliceOf(before) }, t));

    private Measured Of(string route, string plan, DateTimeOffset at) =>
        _measured.GetOrAdd(
            (route, plan, SliceOf(at), $"{_run}-{current.Snapshot.Revision}"), _ => new Measured());

    private static long SliceOf(DateTimeOffset at) => Microseconds.Of(at) / Microseconds.Of(DateTimeOffset.UnixEpoch + Slice);

    private sealed record Row(long Slice, string Run, string Counts);
}
