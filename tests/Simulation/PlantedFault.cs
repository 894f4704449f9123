namespace Hub.Simulation.Tests;

/// <summary>A guard of the protocol that a run leaves out. Only the simulated wiring reads it; production cannot.</summary>
internal enum PlantedFault
{
    None,

    // The facade and the handover.
    NoHold,
    NotDrained,
    CountedAfterDecided,
    HeldByOldRevision,
    LeaseNotChecked,
    LeaseBeforeRevision,
    DeadNodeWaitedFor,
    RevisionNotCompared,
    NotUndone,
    RollbackWaits,
    RollbackNotDrained,
    OneDirectionCaughtUp,

    // Streams.
    BarrierPassedWhenRead,
    PositionBeforeHandled,

    // The bond.
    BaseNotCompared,
    ConflictNotKept,
    ConflictKeptAfterwards,
    MergeNotSentBack,
    EarlierReadingNotBehind,
    OvertakenApplied,
    BothDirectionsAtOnce,
    OutcomeForgotten,
    AttemptNotTold,
    LegacyVersionNotSent,

    // Deletions.
    DeletedUnseen,
    DeletedVersionNotSent,
    DeletionOvertakesNothing,
    DeletionNotKept,

    // Parked and dropped changes.
    ParkedNotHandled,
    ParkedReplayedOverLater,
    DroppedTakenForAgreed,
    DroppedNotNamed,

    // The link's rule.
    ArrivalTakenForEdit,
    MergeStampedAnew,
    ClocksApartBelieved,
    ParkedDecided,
    ParkedNotReplaced,
}
