using Hub.Facade.Evidence;
using Hub.Facade.Gating;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Admin;

/// <summary>
/// What comparing has shown of all routes, read once in a while for all who look at a list of them. Only the first who asks under
/// a plan waits for a reading: whoever comes later gets the last one, and has a new one made where that is old.
/// </summary>
internal sealed class EvidenceListing(CurrentRouting current, RouteEvidence evidence, GateJudge judge, TimeProvider time)
{
    // Each route takes some statements of the store.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private const int AtOnce = 4;
    private readonly Lock _lock = new();
    private Reading? _last;
    private Task<Reading>? _next;

    /// <summary>Returns the routes that are compared or answered by the new side.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<EvidenceSummary>> ListAsync(CancellationToken cancellation)
    {
        var snapshot = current.Snapshot;
        Task<Reading> next;
        lock (_lock)
        {
            if (_last is { } last && last.IsOf(snapshot) && time.GetElapsedTime(last.At) < Fresh)
                return last.Routes;
            if (_next is null or { IsCompleted: true })
                _next = ReadAsync(snapshot);
            if (_last?.Plan == snapshot.Plan.Hash)
                return _last.Routes;
            next = _next;
        }

        return (await next.WaitAsync(cancellation)).Routes;
    }

    private async Task<Reading> ReadAsync(RoutingSnapshot snapshot)
    {
        // Whoever asks holds the lock.
        await Task.Yield();
        var found = new List<EvidenceSummary>();
        foreach (var some in snapshot.Plan.Routes
            .Where(r => snapshot.State(r.Id).Stage is not (Stage.Legacy or Stage.Retired)).Chunk(AtOnce))
            found.AddRange(await Task.WhenAll(some.Select(r => SummarizeAsync(snapshot, r))));
        var reading = new Reading(snapshot.Revision, snapshot.Plan.Hash, time.GetTimestamp(), found);
        lock (_lock)
            _last = reading;
        return reading;
    }

    private async Task<EvidenceSummary> SummarizeAsync(RoutingSnapshot snapshot, RoutePlan route)
    {
        var counts = await evidence.ReadAsync(route.Id, snapshot.Plan.Hash, await judge.FindBeginAsync(route.Id));
        var verdicts = GateJudge.HasGates(route) ? (await judge.JudgeAsync(snapshot, route)).Verdicts : [];
        return new(
            route.Id, counts.Compared, counts.Different, Math.Round(MismatchBound.Upper(counts.Compared, counts.Different), 6),
            counts.To, verdicts.SelectMany(v => v.Conditions).FirstOrDefault(c => c.Name == "mismatch")?.Asked,
            [.. verdicts.Select(v => new GateSummary(v.Before, v.State))]);
    }

    private sealed record Reading(long Revision, string Plan, long At, IReadOnlyList<EvidenceSummary> Routes)
    {
        public bool IsOf(RoutingSnapshot snapshot) => Revision == snapshot.Revision && Plan == snapshot.Plan.Hash;
    }
}

/// <summary>What comparing has shown of a route, in short.</summary>
/// <param name="Route">Its id.</param>
/// <param name="Compared">How many requests both sides have answered.</param>
/// <param name="Different">How many of them differently.</param>
/// <param name="AtMostDifferent">The share of requests that are answered differently, at most, 95 % sure.</param>
/// <param name="To">When the last one was compared; null before the first.</param>
/// <param name="Limit">What a gate asks for, as in <c>0.1 % (95 % sure)</c>; null where none does.</param>
/// <param name="Gates">The state of each gate.</param>
internal sealed record EvidenceSummary(
    string Route, long Compared, long Different, double AtMostDifferent, DateTimeOffset? To, string? Limit,
    IReadOnlyList<GateSummary> Gates);

/// <summary>The state of a gate.</summary>
/// <param name="Before">The stage that it stands before.</param>
/// <param name="State">What the evidence says.</param>
internal sealed record GateSummary(string Before, GateState State);
