using System.Data.Common;
using Hub.Platform.Links;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.Platform.Shifting;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover.Handovers;

/// <summary>Moves a write group by a handover: holds its writes, waits, and lets them go on at the new owner.</summary>
internal sealed class HandoverRun(
    CurrentRouting current, Revisions revisions, NodeRegistry nodes, TimeProvider time, ILinks? links = null)
{
    // A node that hands over and dies is known to have by then.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    // While nothing is held yet, waiting costs nobody anything but whoever shifts; the way back is not kept waiting.
    private static readonly TimeSpan Eagerness = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan EagernessBack = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes a shift that moves the owner.</summary>
    /// <param name="shift">The shift, as it was checked.</param>
    /// <param name="group">The routes that move.</param>
    /// <param name="approval">A second person's approval, where it takes one.</param>
    /// <returns>The revision and the steps, or why nothing has moved; null where another revision came first.</returns>
    public async Task<(Revision? Revision, IReadOnlyList<HandoverReport> Steps, ShiftOutcome.Refused? Refused)?> RunAsync(
        RouteShift shift, IReadOnlyList<RoutePlan> group, Approval? approval = null)
    {
        var link = shift.Route.Capability.Link!;
        var id = Guid.NewGuid().ToString("N");
        await CatchUpFirstAsync(link, shift.IsForward ? Eagerness : EagernessBack);
        var until = await nodes.NowAsync() + link.Hold + Grace;
        var held = group.Select(r => KeyValuePair.Create(r.Id, shift.Served.State(r.Id) with
        {
            Handover = new RouteHandover(id, shift.To, IsBack: !shift.IsForward, until),
        })).ToList();
        var began = time.GetTimestamp();
        if (await revisions.MoveAsync(shift.Served, held, shift.By, shift.Reason, approval) is not { } hold)
            return null;
        var steps = new List<HandoverReport> { Step("hold", $"revision {hold.Number}") };
        var state = new HandoverState();
        while (true)
        {
            var act = HandoverAct.Wait;
            IReadOnlyList<LinkPassage> passages = [];
            try
            {
                await revisions.FollowAsync();
                passages = links is null ? [] : await links.PassagesAsync(link.Entity);
                var sight = new HandoverSight(
                    IsHeldBy(id, group),
                    IsBack: !shift.IsForward,
                    IsOver: time.GetElapsedTime(began) >= link.Hold,
                    IsGraceOver: time.GetElapsedTime(began) >= link.Hold + Grace,
                    Rollout.Of(hold.Number, [.. group.Select(r => r.Id)], await nodes.ListAsync()).Drained,
                    passages);
                (var next, act) = Handover.Next(state, sight);
                if (act == HandoverAct.RaiseBarrier)
                    next = next with { Barrier = await links!.RaiseBarrierAsync(link.Entity) };
                if (state.Step == HandoverStep.Draining && (next.Step != state.Step || act == HandoverAct.MoveOwner))
                    steps.Add(Step("drained", sight.IsDrained
                        ? "no write decided before is under way"
                        : "without writes decided before that are under way still: they are foreign to the new owner"));
                // Only now: where the barrier could not be raised, it has yet to be.
                state = next;
            }
            catch (DbException)
            {
                // The store may be back before the hold is over; after it, any node ends the handover.
                act = HandoverAct.Wait;
                if (time.GetElapsedTime(began) >= link.Hold + Grace)
                    return (null, steps, Refuse(shift, "the hub's store cannot be reached"));
            }

            switch (act)
            {
                case HandoverAct.MoveOwner:
                    steps.Add(Step("caught up", Missing(state, passages)));
                    if (await EndAsync(id, group, r => shift.To, shift.By, shift.Reason) is { } moved)
                    {
                        steps.Add(Step("owner", $"revision {moved.Number}"));
                        return (moved, steps, null);
                    }

                    break;
                case HandoverAct.PutBack:
                    var why = WhyNot(state, passages, link.Hold);
                    await EndAsync(id, group, r => shift.Served.State(r.Id), "hub", $"not handed over: {why}");
                    return (null, steps, Refuse(shift, why));
                case HandoverAct.Stop:
                    return (null, steps, Refuse(shift, "somebody else has ended the handover"));
                case HandoverAct.Wait:
                    await Task.Delay(Look, time);
                    break;
            }
        }

        HandoverReport Step(string name, string detail) =>
            new(name, Math.Round(time.GetElapsedTime(began).TotalMilliseconds, 1), detail);
    }

    /// <summary>
    /// Lets the link catch up while writes go on, so that they are held only for what was written meanwhile.
    /// </summary>
    private async Task CatchUpFirstAsync(LinkPlan link, TimeSpan atMost)
    {
        if (links is null)
            return;
        var began = time.GetTimestamp();
        try
        {
            var barrier = await links.RaiseBarrierAsync(link.Entity);
            while (time.GetElapsedTime(began) < atMost)
            {
                if ((await links.PassagesAsync(link.Entity)).All(p => p.Passed >= barrier || p.Error is not null))
                    return;
                await Task.Delay(Look, time);
            }
        }
        catch (DbException)
        {
            // The store cannot be reached: the hold that follows tells so.
        }
    }

    /// <summary>Ends a handover at given states; null where it has ended already, or another revision came first.</summary>
    public async Task<Revision?> EndAsync(
        string id, IReadOnlyList<RoutePlan> group, Func<RoutePlan, RouteState> to, string author, string reason)
    {
        await revisions.FollowAsync();
        var snapshot = current.Snapshot;
        var ended = group.Where(r => snapshot.States.GetValueOrDefault(r.Id)?.Handover?.Id == id)
            .Select(r => KeyValuePair.Create(r.Id, to(r))).ToList();
        return ended.Count == 0 ? null : await revisions.MoveAsync(snapshot, ended, author, reason);
    }

    private bool IsHeldBy(string id, IReadOnlyList<RoutePlan> group) =>
        group.Any(r => current.Snapshot.States.GetValueOrDefault(r.Id)?.Handover?.Id == id);

    private static string Missing(HandoverState state, IReadOnlyList<LinkPassage> passages) =>
        passages.Where(p => state.Barrier == 0 || p.Passed < state.Barrier).ToList() is { Count: > 0 } behind
            ? "without " + string.Join("; ", behind.Select(Tell)) + ": what it lacks follows, and is merged or kept as a conflict"
            : "what was written before is on both sides, or parked";

    private static string Tell(LinkPassage passage) => $"{passage.Stream}"
        + (passage.Pending > 0 ? $" ({Counted.Of(passage.Pending, "change")} on the way)" : "")
        + (passage.Error is { } error ? $", which stands still: {error}" : "");

    private static string WhyNot(HandoverState state, IReadOnlyList<LinkPassage> passages, TimeSpan hold) =>
        state.Step == HandoverStep.Draining
            ? $"writes that were decided before it did not end within {PlanDuration.Write(hold)}"
            : passages.Where(p => p.Passed < state.Barrier).ToList() is { Count: > 0 } behind
                ? $"the link did not catch up within {PlanDuration.Write(hold)} (" + string.Join("; ", behind.Select(Tell)) + ")"
                : $"the node that hands over stood still, and {PlanDuration.Write(hold)} were over when it went on";

    private static ShiftOutcome.Refused Refuse(RouteShift shift, string why) => new(
        StatusCodes.Status409Conflict,
        $"{shift.Route.Id} stays where it was: {why}. What was held meanwhile went on there. "
        + "See ./hub sync status, and shift again.");
}
