using Hub.Facade.Measuring;
using Hub.Facade.Shadowing;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;

namespace Hub.Facade.Watching;

/// <summary>Lists all that answers under the plan served, each asked whether it is there.</summary>
internal sealed class SidesListing(
    CurrentRouting current, RouteTraffic traffic, SideJudge judge, SideProbe probe, HostedPlaces places,
    ShadowBudgets budgets, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly Lock _lock = new();
    private Task<IReadOnlyList<ListedSide>>? _asked;
    private MigrationPlan? _of;
    private long _at;

    /// <summary>
    /// Asks all sides at once; takes 3 s at most. Once a second at most, so that nobody can have them asked more often.
    /// </summary>
    public Task<IReadOnlyList<ListedSide>> ListAsync(CancellationToken cancellation)
    {
        var plan = current.Snapshot.Plan;
        lock (_lock)
        {
            if (_asked is null || !ReferenceEquals(_of, plan) || (_asked.IsCompleted && time.GetElapsedTime(_at) > Fresh))
                (_asked, _of, _at) = (AskAsync(plan), plan, time.GetTimestamp());
            return _asked.WaitAsync(cancellation);
        }
    }

    private async Task<IReadOnlyList<ListedSide>> AskAsync(MigrationPlan plan)
    {
        var uses = plan.Routes
            .SelectMany(r => new[] { Use(r, r.Legacy, Side.Legacy), Use(r, r.New, Side.New) }).OfType<SideOfRoute>()
            .GroupBy(u => u.Side.Name.ToString(), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => ListAsync([.. g]));
        var through = plan.CatchAll.GroupBy(c => c.Written, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => ListAsync([.. g]));
        return await Task.WhenAll(uses.Concat(through));
    }

    private async Task<ListedSide> ListAsync(IReadOnlyList<SideOfRoute> uses)
    {
        // Several routes may say differently how it is kept from harm: the one with a health check knows most.
        var side = uses.Select(u => u.Side).MaxBy(s => s.Protection switch { null => 0, { Health: null } => 1, _ => 2 })!;
        var standing = judge.Judge(side, [.. uses.Select(u => u.Traffic)]);
        var all = uses.Select(u => u.Traffic.Read()).ToList();
        return new ListedSide(
            side.Name.ToString(),
            side.Name.Kind.ToString().ToLowerInvariant(),
            places.Of(side.Name) ?? side.Name.ToString(),
            await probe.FindProblemAsync(side, CancellationToken.None),
            standing.State, standing.Reason, standing.Since,
            all.Sum(a => a.Answered),
            all.Sum(a => a.Failed),
            [.. uses.Select(u => u.Route).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])
        {
            Shadows = budgets.Of(side)?.Read(),
        };
    }

    private async Task<ListedSide> ListAsync(IReadOnlyList<CatchAllPlan> catchAlls)
    {
        var side = new SideTarget(SideName.Address(catchAlls[0].Written), catchAlls[0].To, Path: null);
        var standing = judge.Judge(side);
        return new ListedSide(
            side.Name.ToString(), "catch-all", side.Name.ToString(), await probe.FindProblemAsync(side, CancellationToken.None),
            standing.State, standing.Reason, standing.Since, Answered: null, Failed: null,
            [.. catchAlls.Select(c => $"{c.Host}{c.Path}")]);
    }

    private SideOfRoute? Use(RoutePlan route, SideTarget? target, Side side) =>
        target is null ? null : new(route.Id, target, traffic.Of(route.Id).Of(side));

    private sealed record SideOfRoute(string Route, SideTarget Side, SideTraffic Traffic);
}

/// <summary>A side of the plan served.</summary>
/// <param name="Name">Its name in the plan: <c>adapter:erp</c>, or an address as written there.</param>
/// <param name="Kind"><c>adapter</c>, <c>service</c>, <c>address</c>, or <c>catch-all</c> for what no route claims.</param>
/// <param name="Location">The address, or the process that runs it.</param>
/// <param name="Problem">Why it is not there, now that it was asked; or null.</param>
/// <param name="State">How it was before it was asked.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="Since">Since when, or null.</param>
/// <param name="Answered">Requests that it answered on this node since it started; null where they are not counted.</param>
/// <param name="Failed">Those of them that ended in a 5xx.</param>
/// <param name="Routes">The routes that it answers; of a catch-all the hosts and paths.</param>
internal sealed record ListedSide(
    string Name, string Kind, string Location, string? Problem, SideState State, string? Reason, DateTimeOffset? Since,
    long? Answered, long? Failed, IReadOnlyList<string> Routes)
{
    /// <summary>Whether it answers.</summary>
    public bool Alive => Problem is null;

    /// <summary>What comparing may ask of it; null where the plan does not limit that.</summary>
    public ShadowsView? Shadows { get; init; }
}
