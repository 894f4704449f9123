using Hub.Facade.Admin;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Waves;

/// <summary>Tells how much of the plan is done: what the new sides have of routes, traffic and records, and the waves.</summary>
internal sealed class PlanStatus(
    CurrentRouting current, RouteListing routes, WaveListing waves, TimeProvider time, ILinks? links = null)
{
    /// <param name="asker">Who asks; shifts of waves are tried in their name.</param>
    /// <param name="authorization">The asker's own, for the other nodes' counts.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<PlanStatusView> ReadAsync(string asker, string? authorization, CancellationToken cancellation)
    {
        var snapshot = current.Snapshot;
        var listed = await routes.ListAsync(authorization, cancellation);
        var statuses = links is null ? [] : await links.StatusAsync(cancellation);
        var entities = snapshot.Plan.Capabilities.Where(c => c.Link is not null)
            .Select(c => Of(snapshot, c, c.Link!, statuses)).OrderBy(e => e.Entity, StringComparer.Ordinal).ToList();
        var answered = listed.Routes.Select(r => r.Traffic).ToList();
        return new(
            time.GetUtcNow(), snapshot.Revision,
            new(listed.Routes.Count(r => r.Stage is Stage.New or Stage.Retired), listed.Routes.Count),
            new(answered.Sum(t => t.New), answered.Sum(t => t.New + t.Legacy)),
            listed.CountedBy.Select(n => (DateTimeOffset?)n.Since).Max(),
            new(
                entities.Sum(e => (long)Math.Round((e.Records ?? 0) * e.OwnedByNew)), entities.Sum(e => e.Records ?? 0)),
            entities, await waves.ListAsync(asker), listed.Silent)
        {
            NewOnly = listed.Routes.Count(r => r.Legacy is null),
        };
    }

    private static StrangledEntity Of(
        RoutingSnapshot snapshot, CapabilityPlan capability, LinkPlan link, IReadOnlyList<LinkStatus> statuses)
    {
        var compared = statuses.Where(s => s.IsBetweenSidesOf(link)).Select(s => s.Reconciled).FirstOrDefault(r => r is not null);
        // They stand at one state and move together; without any, nobody writes at the new side.
        var writes = capability.Routes.Where(r => r.IsWrite && r.New is not null).ToList();
        return new(
            link.Entity, capability.Name, compared?.Compared, compared?.At,
            writes.Count == 0 ? 0 : writes.Min(r => ShareOf(snapshot.State(r.Id))));
    }

    private static double ShareOf(RouteState state) => state.Stage switch
    {
        Stage.New or Stage.Retired => 1,
        Stage.Canary => state.Percent / 100,
        _ => 0,
    };
}
