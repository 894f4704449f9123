using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.Discovering;

/// <summary>
/// What passes through the plan's catch-alls, and what nothing claims, over all nodes: grouped by templates, by the day, without
/// any value of a path or any caller's address. Each node counts in memory and writes its days to the store every few seconds.
/// </summary>
internal sealed class DiscoveredRequests(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<DiscoveredRequests>();
    private readonly string _run = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<(string Host, string Path), RequestCounter> _counters = [];

    /// <summary>What counts requests that nothing claims.</summary>
    public RequestCounter Unclaimed => _counters.GetOrAdd(("", ""), _ => new RequestCounter("", time));

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("discovered-requests", Sql);

    /// <summary>Returns what counts the requests of a catch-all; kept by whoever answers for it.</summary>
    public RequestCounter Of(CatchAllPlan catchAll) => _counters.GetOrAdd(
        (catchAll.Host ?? "", catchAll.Path), key => new RequestCounter(key.Path.TrimEnd('/'), time));

    /// <summary>Returns what all nodes have counted, by catch-all: of the others, what they have written.</summary>
    /// <param name="since">From the day on that holds it; null for all that is kept.</param>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<ClaimedEntries>> ReadAsync(DateTimeOffset? since)
    {
        var from = since is { } given ? RequestCounter.DayOf(given) : 0;
        var here = _counters.SelectMany(c => c.Value.Read(from).Select(d => (c.Key.Host, c.Key.Path, d.Day, d.Entries))).ToList();
        var held = here.Select(h => (h.Host, h.Path, h.Day)).ToHashSet();
        var stored = await store.Database.ReadAsync(c => c.QueryAsync<Row>(Sql["Find"], new { from }));
        return
        [
            .. stored.Where(r => r.Run != _run || !held.Contains((r.Host, r.Path, r.Day)))
                .Select(r => (r.Host, r.Path, Entries: JsonSerializer.Deserialize<IReadOnlyList<DiscoveredEntry>>(r.Entries)!))
                .Concat(here.Select(h => (h.Host, h.Path, h.Entries)))
                .GroupBy(r => (r.Host, r.Path))
                .Select(g => new ClaimedEntries(g.Key.Host, g.Key.Path, Merge(g.SelectMany(r => r.Entries)))),
        ];
    }

    /// <summary>Writes what is not in the store yet, and lets go of days that have ended.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached; it is all written the next time.</exception>
    public async Task WriteAsync()
    {
        var news = _counters.SelectMany(c => c.Value.Unwritten().Select(u => (c.Key, c.Value, Unwritten: u)))
            .OrderBy(n => n.Key).ThenBy(n => n.Unwritten.Day).ToList();
        if (news.Count > 0)
            await store.Database.WriteAsync((c, t) => c.ExecuteAsync(
                Sql["Save"],
                news.Select(n => new
                {
                    host = n.Key.Host,
                    path = n.Key.Path,
                    day = n.Unwritten.Day,
                    run = _run,
                    entries = JsonSerializer.Serialize(n.Unwritten.Entries),
                }),
                t));
        foreach (var (_, counter, unwritten) in news)
            counter.Wrote(unwritten);
    }

    /// <summary>Forgets the days before a time.</summary>
    public Task<int> PruneAsync(DateTimeOffset before) => store.Database.WriteAsync(
        (c, t) => c.ExecuteAsync(Sql["Prune"], new { before = RequestCounter.DayOf(before) }, t));

    // The most frequent first: they are the words that stay where there are too many.
    private static IReadOnlyList<DiscoveredEntry> Merge(IEnumerable<DiscoveredEntry> entries)
    {
        var tree = new PathTree();
        foreach (var entry in entries.OrderByDescending(e => e.Counts.Statuses.Values.Sum()))
            tree.Add(entry);
        return tree.Read();
    }

    private sealed record Row(string Host, string Path, long Day, string Run, string Entries);
}

/// <summary>What came to a catch-all.</summary>
/// <param name="Host">The catch-all's host; empty for every host.</param>
/// <param name="Path">Its path; empty for what nothing claims.</param>
/// <param name="Entries">The requests by kind and template, the templates below the path.</param>
internal sealed record ClaimedEntries(string Host, string Path, IReadOnlyList<DiscoveredEntry> Entries);
