using System.Collections.Concurrent;
using System.Text.Json;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.Evidence;

/// <summary>Keeps masked examples of differences: a few for each path of a route under a plan, the first of all nodes.</summary>
internal sealed class DifferenceExamples(HubStore store, TimeProvider time)
{
    /// <summary>How many are kept for a path.</summary>
    public const int MostOfPath = 3;

    // Of all routes, as a side may make up its members; beyond, new paths have no example.
    private const int MostPaths = 2000;
    private static readonly SqlFile Sql = SqlFile.Of<DifferenceExamples>();
    private readonly ConcurrentDictionary<(string Route, string Plan, string Path), int> _taken = [];
    private readonly ConcurrentQueue<Unwritten> _unwritten = [];

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("difference-examples", Sql);

    /// <summary>Takes examples of paths that have too few.</summary>
    /// <param name="route">The route.</param>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="examples">What a request has shown.</param>
    public void Add(string route, string plan, IReadOnlyCollection<DifferenceExample> examples)
    {
        foreach (var example in examples)
        {
            var key = (route, plan, example.Path);
            if (_taken.TryGetValue(key, out var taken) ? taken >= MostOfPath : _taken.Count >= MostPaths)
                continue;
            var number = _taken.AddOrUpdate(key, 1, (_, n) => n + 1) - 1;
            if (number < MostOfPath)
                _unwritten.Enqueue(new Unwritten(
                    route, plan, example.Path, number, JsonSerializer.Serialize(example), Microseconds.Of(time.GetUtcNow())));
        }
    }

    /// <summary>Returns the examples of a route under a plan, those of other nodes as far as they have written them.</summary>
    /// <param name="route">The route.</param>
    /// <param name="plan">The plan's hash.</param>
    /// <param name="path">The path; null for all.</param>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<KeptExample>> ReadAsync(string route, string plan, string? path)
    {
        await WriteAsync();
        var rows = await store.Database.ReadAsync(c => c.QueryAsync<Row>(Sql["Find"], new { route, plan, path }));
        return [.. rows.Select(r => KeptExample.Of(JsonSerializer.Deserialize<DifferenceExample>(r.Example)!, r.At))];
    }

    /// <summary>Writes what is not in the store yet.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached; the examples are lost.</exception>
    public async Task WriteAsync()
    {
        var news = new List<Unwritten>();
        while (_unwritten.TryDequeue(out var example))
            news.Add(example);
        // In one order on every node, so that none waits for another that waits for it.
        var rows = news.OrderBy(n => (n.Route, n.Plan, n.Path, n.Number)).ToList();
        if (rows.Count > 0)
            await store.Database.WriteAsync((c, t) => c.ExecuteAsync(
                Sql["Add"],
                rows.Select(r => new
                {
                    route = r.Route, plan = r.Plan, path = r.Path, number = r.Number, example = r.Example, at = r.At,
                }),
                t));
    }

    /// <summary>Forgets those of before a time.</summary>
    public async Task PruneAsync(DateTimeOffset before)
    {
        await store.Database.WriteAsync((c, t) =>
            c.ExecuteAsync(Sql["Prune"], new { before = Microseconds.Of(before) }, t));
        // Plans that are not served any more have their places here too.
        _taken.Clear();
    }

    private sealed record Unwritten(string Route, string Plan, string Path, int Number, string Example, long At);

    private sealed record Row(string Path, string Example, long At);
}

/// <summary>An example with its time.</summary>
internal sealed record KeptExample(string Path, string What, string? Legacy, string? New, string? Apart, DateTimeOffset At)
{
    /// <summary>The id of the request that showed it; null where nobody can ask for it.</summary>
    public string? Request { get; init; }

    public static KeptExample Of(DifferenceExample example, long at) => new(
        example.Path, example.What, example.Legacy, example.New, example.Apart, Microseconds.ToTime(at))
    {
        Request = example.Request,
    };
}
