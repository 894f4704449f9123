using Hub.Platform.Links;
using Hub.Platform.Routing;

namespace Hub.Facade.Cutover.Handovers;

/// <summary>
/// The protocol by which the owner of a write group's records changes, as a pure function of what the store shows (decision 41).
/// It keeps that no write is decided for the new owner before all that the old one took is with both.
/// </summary>
internal static class Handover
{
    /// <summary>Returns what is done next, and how far the handover has come with it.</summary>
    public static (HandoverState State, HandoverAct Act) Next(HandoverState state, HandoverSight sight)
    {
        if (!sight.IsHeld)
            return (state, HandoverAct.Stop);
        if (sight.IsOver && !sight.IsBack)
            return (state, HandoverAct.PutBack);
        // A write that the old owner takes after the new one has the record is in conflict with what follows: worth some seconds.
        if (sight.IsOver)
            return (state, sight.IsDrained || sight.IsGraceOver ? HandoverAct.MoveOwner : HandoverAct.Wait);
        return state.Step switch
        {
            HandoverStep.Draining => !sight.IsDrained ? (state, HandoverAct.Wait)
                : sight.Passages.Count == 0 ? (state, HandoverAct.MoveOwner)
                : (new HandoverState(HandoverStep.CatchingUp), HandoverAct.RaiseBarrier),
            _ when !sight.Passages.All(p => HasPassed(p, state.Barrier, sight.IsBack)) => (state, HandoverAct.Wait),
            HandoverStep.CatchingUp => (new HandoverState(HandoverStep.CatchingUpAgain), HandoverAct.RaiseBarrier),
            _ => (state, HandoverAct.MoveOwner),
        };
    }

    /// <summary>Returns where a held route stands once any node ends its handover; null while its time is not over.</summary>
    /// <param name="held">Where the route stands.</param>
    /// <param name="now">The time by the store's clock.</param>
    public static RouteState? EndOf(RouteState held, DateTimeOffset now) =>
        held.Handover is not { } handover || handover.Until > now ? null
        : handover.IsBack ? handover.To
        : held with { Handover = null };

    // The way back does not wait for what stands still: a rollback is made because something is broken.
    private static bool HasPassed(LinkPassage passage, long barrier, bool isBack) =>
        passage.Passed >= barrier || (isBack && passage.Error is not null);
}
