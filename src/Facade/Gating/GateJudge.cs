using Hub.Facade.CanaryShare;
using Hub.Facade.Evidence;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;

namespace Hub.Facade.Gating;

/// <summary>
/// Judges the gates that stand before a shift by what all nodes have measured under the plan served. What was measured before the
/// route last stood at legacy does not count: whoever corrected the new side rolls back and begins anew.
/// </summary>
internal sealed class GateJudge(
    RouteEvidence evidence, CanaryKeys canaries, RevisionLog revisions, TimeProvider time, ILinks? links = null)
{
    private static readonly TimeSpan Recently = TimeSpan.FromHours(1);

    /// <summary>
    /// Judges each route that a shift moves: those that write the same linked records move together, and each has
    /// to pass. None where no gate asks for evidence.
    /// </summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<JudgedRoute>> JudgeAsync(RouteShift shift)
    {
        if (!shift.IsForward || shift.To.Stage == Stage.Retired)
            return [];
        var judged = new List<JudgedRoute>();
        foreach (var route in WriteGroup.Of(shift.Route).DefaultIfEmpty(shift.Route))
            if (GateBefore(route, shift.To) is { } gate)
                judged.Add(Judge(await FindKnownAsync(shift.Served, route), [gate], MovesAll(shift.To)));
        return judged;
    }

    /// <summary>Returns whether any gate of a route asks for evidence.</summary>
    public static bool HasGates(RoutePlan route) => GatesOf(route).Any();

    /// <summary>Judges each gate of a route that asks for evidence.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<JudgedRoute> JudgeAsync(RoutingSnapshot served, RoutePlan route) => Judge(
        await FindKnownAsync(served, route), GatesOf(route));

    /// <summary>
    /// Returns the gate that asks for evidence before a state, or null. Where everybody is moved, by <c>new</c> or a canary of
    /// 100 %, that is the gate of <c>new</c>, or where it has none that of <c>canary</c>, which nobody passes by that way.
    /// </summary>
    public static (string Before, GatePlan Gate)? GateBefore(RoutePlan route, RouteState to)
    {
        string[] names = MovesAll(to) ? ["new", "canary"] : ["canary"];
        foreach (var name in names)
            if (route.GateBefore(name) is { Evidence: not null } gate)
                return (name, gate);
        return null;
    }

    /// <summary>
    /// Returns from when on evidence of a route counts: since it last left stage legacy, as far as evidence is kept; null at
    /// stage legacy, where none counts.
    /// </summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public Task<DateTimeOffset?> FindBeginAsync(string route) =>
        revisions.FindSinceAsync(route, s => s.Stage != Stage.Legacy, time.GetUtcNow() - EvidencePruning.Kept);

    private static IEnumerable<(string Before, GatePlan Gate)> GatesOf(RoutePlan route) =>
        from name in new[] { "canary", "new" }
        let gate = route.GateBefore(name)
        where gate is { Evidence: not null }
        select (name, gate);

    private static bool MovesAll(RouteState to) => to.Stage == Stage.New || to.Percent >= 100;

    private static JudgedRoute Judge(
        KnownOfRoute known, IEnumerable<(string Before, GatePlan Gate)> gates, bool movesAll = false) => new(
        known,
        [
            .. gates.Select(g => new GateVerdict(
                known.Route.Id, g.Before,
                GateConditions.Judge(g.Gate.Evidence!, known.Before(movesAll ? "new" : g.Before), known))),
        ]);

    private async Task<KnownOfRoute> FindKnownAsync(RoutingSnapshot served, RoutePlan route)
    {
        var (now, plan, state) = (time.GetUtcNow(), served.Plan.Hash, served.State(route.Id) with { Handover = null });
        var oldest = now - EvidencePruning.Kept;
        var (counts, here) = (new EvidenceCounts(), new EvidenceCounts());
        if (await FindBeginAsync(route.Id) is { } left)
            counts = await evidence.ReadAsync(route.Id, plan, left);
        var recent = counts.To >= now - Recently ? await ReadFromAsync(Later(now - Recently, counts.From)) : new EvidenceCounts();
        var since = await revisions.FindSinceAsync(route.Id, s => s == state, oldest);
        if (since is { } stands && counts.To >= stands)
            here = await ReadFromAsync(Later(stands, counts.From));
        // A write is compared at shadow only: after that it soaks by being carried out.
        var soaked = route is { IsWrite: true, DryRunOfLegacy: false } && state.Stage is Stage.Canary ? now - since
            : (here.Compared > 0 ? here : here.LeftBehind) is { Compared: > 0, From: { } from, To: { } to }
                ? to - Later(since!.Value, from)
            : null;
        return new KnownOfRoute(route, state, now, counts, recent, soaked, await FindStreamsAsync(route.Capability.Link),
            await canaries.ReadAsync(served, route));

        Task<EvidenceCounts> ReadFromAsync(DateTimeOffset from) => evidence.ReadAsync(route.Id, plan, from);
    }

    private async Task<IReadOnlyList<LinkStatus>> FindStreamsAsync(LinkPlan? link) =>
        link is null || links is null
            ? []
            : [.. (await links.StatusAsync(CancellationToken.None)).Where(s => s.IsBetweenSidesOf(link))];

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
