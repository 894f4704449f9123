namespace Hub.Simulation.Tests;

/// <summary>A guard of the protocol that a run leaves out. Only a simulation can: production reads none of these.</summary>
internal enum PlantedFault
{
    None,
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
    BarrierPassedWhenRead,
    OneRound,
    OneDirectionCaughtUp,
    BaseNotCompared,
    ConflictNotKept,
    ConflictKeptAfterwards,
    EchoSent,
    EarlierReadingNotBehind,
    BothDirectionsAtOnce,
    OutcomeForgotten,
    BondNotCompared,
    LegacyVersionNotSent,
    PositionBeforeHandled,
    EpochNotCompared,
    OrderOfKeyNotKept,
    NewestOverwritesUnderWay,
}
