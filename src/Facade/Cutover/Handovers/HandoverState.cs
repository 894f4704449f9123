using Hub.Platform.Links;

namespace Hub.Facade.Cutover.Handovers;

/// <summary>The steps of a handover after its hold.</summary>
internal enum HandoverStep
{
    /// <summary>Every node is to serve the hold and to have ended the writes that were decided before it.</summary>
    Draining,

    /// <summary>The link is to apply what both sides held then.</summary>
    CatchingUp,

    /// <summary>The link is to apply what the first round merged.</summary>
    CatchingUpAgain,
}

/// <summary>How far a handover has come.</summary>
/// <param name="Step">What it waits for.</param>
/// <param name="Barrier">The number of the barrier that the link's directions are to pass; 0 before the first.</param>
internal sealed record HandoverState(HandoverStep Step = HandoverStep.Draining, long Barrier = 0);

/// <summary>What a handover goes by, read from the store.</summary>
/// <param name="IsHeld">Whether the newest revision holds the write group for this handover.</param>
/// <param name="IsBack">Whether it leads back, and so is not given up.</param>
/// <param name="IsOver">Whether its time is over.</param>
/// <param name="IsGraceOver">Whether the time is over as well in which a node that stopped answering loses its lease.</param>
/// <param name="IsDrained">Whether every node with a lease serves the hold and has ended what was decided before.</param>
/// <param name="Passages">How far the link's directions have come.</param>
internal sealed record HandoverSight(
    bool IsHeld, bool IsBack, bool IsOver, bool IsGraceOver, bool IsDrained, IReadOnlyList<LinkPassage> Passages);

/// <summary>What a handover does next.</summary>
internal enum HandoverAct
{
    /// <summary>Look again.</summary>
    Wait,

    /// <summary>Raise the link's barrier.</summary>
    RaiseBarrier,

    /// <summary>Append the revision at which the group stands at its new state.</summary>
    MoveOwner,

    /// <summary>Append the revision at which the group stands where it stood.</summary>
    PutBack,

    /// <summary>Nothing: somebody else has ended it.</summary>
    Stop,
}
