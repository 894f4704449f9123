using Hub.Facade.Evidence;
using Hub.Facade.Gating;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Admin;

/// <summary>What comparing has shown of all routes, read once in a while for all who look at a list of them.</summary>
internal sealed class EvidenceListing(CurrentRouting current, RouteEvidence evidence, GateJudge judge, TimeProvider time)
    : IDisposable
{
    // Each route takes some statements of the store.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private const int AtOnce = 4;
    private readonly SemaphoreSlim _gate = new(1);
    private IReadOnlyList<EvidenceSummary> _last = [];
    private long _revision = -1;
    private long _at;

    /// <summary>Returns the routes that are compared or answered by the new side; not older than some seconds.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<EvidenceSummary>> ListAsync(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            var snapshot = current.Snapshot;
            if (_revision == snapshot.Revision && time.GetElapsedTime(_at) < Fresh)
                return _last;
            var found = new List<EvidenceSummary>();
            foreach (var some in snapshot.Plan.Routes
                .Where(r => snapshot.State(r.Id).Stage is not (Stage.Legacy or Stage.Retired)).Chunk(AtOnce))
                found.AddRange(await Task.WhenAll(some.Select(r => SummarizeAsync(snapshot, r))));
            (_last, _revision, _at) = (found, snapshot.Revision, time.GetTimestamp());
            return _last;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _gate.Dispose();

    private async Task<EvidenceSummary> SummarizeAsync(RoutingSnapshot snapshot, RoutePlan route)
    {
        var counts = await evidence.ReadAsync(route.Id, snapshot.Plan.Hash, since: null);
        var verdicts = GateJudge.HasGates(route) ? (await judge.JudgeAsync(snapshot, route)).Verdicts : [];
        return new(
            route.Id, counts.Compared, counts.Different, Math.Round(MismatchBound.Upper(counts.Compared, counts.Different), 6),
            counts.To, verdicts.SelectMany(v => v.Conditions).FirstOrDefault(c => c.Name == "mismatch")?.Asked,
            [.. verdicts.Select(v => new GateSummary(v.Before, v.State))]);
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
