using System.Collections.Immutable;
using Hub.Platform.Links;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;

namespace Hub.Facade.Cutover.Handovers;

/// <summary>Tells what the handover of a shift would meet, and changes nothing.</summary>
internal sealed class HandoverPreviews(NodeRegistry nodes, RevisionLog revisions, ILinks? links = null)
{
    private static readonly string[] Steps = ["hold", "drained", "caught up", "owner"];

    // Whoever moves routes once a week looks back years by these.
    private const int LookedBack = 200;
    private const int Most = 5;

    /// <summary>Returns what is met; null where the shift moves no owner.</summary>
    public async Task<HandoverPreview?> FindAsync(RouteShift shift, CancellationToken cancellation)
    {
        var group = Moves.GroupOf(shift);
        if (group.IsEmpty || group.All(r => shift.Served.State(r.Id) == shift.To))
            return null;
        var link = shift.Route.Capability.Link!;
        var status = links is null ? [] : await links.StatusAsync(cancellation);
        return new HandoverPreview(
            Steps,
            [.. group.Select(r => r.Id)],
            [.. Rollout.Of(shift.Served.Revision, null, await nodes.ListAsync()).Nodes.Select(n => n.Node)],
            [
                .. status.Where(s => s.IsBetweenSidesOf(link)).Select(s => new DirectionPreview(
                    s.From, s.To, s.Position, s.CaughtUp, s.LagSeconds, s.Error)),
            ],
            link.Hold.TotalMilliseconds,
            LastHeld(group, await revisions.ListAsync(LookedBack)));
    }

    /// <summary>Returns the time from each hold of a group to the revision after it, newest first.</summary>
    private static List<double> LastHeld(ImmutableArray<RoutePlan> group, IReadOnlyList<Revision> newestFirst)
    {
        var id = group[0].Id;
        List<double> held = [];
        for (var at = 1; at < newestFirst.Count && held.Count < Most; at++)
            if (HandoverOf(newestFirst[at], id) is { } handover && HandoverOf(newestFirst[at - 1], id) != handover)
                held.Add(Math.Round((newestFirst[at - 1].At - newestFirst[at].At).TotalMilliseconds, 1));
        return held;
    }

    private static string? HandoverOf(Revision revision, string route) =>
        revision.States.GetValueOrDefault(route)?.Handover?.Id;
}
