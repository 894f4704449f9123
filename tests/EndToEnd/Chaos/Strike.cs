namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>How far a handover has come, as the store shows it.</summary>
internal enum HandoverPoint
{
    /// <summary>Writes are held, and nodes have yet to end those that were decided before.</summary>
    Hold,

    /// <summary>No write decided before is under way, and the link has yet to catch up.</summary>
    Drained,

    /// <summary>Both sides hold what was written before, and the owner has yet to move.</summary>
    CaughtUp,

    /// <summary>The owner has moved, and the answer has yet to be given.</summary>
    Owner,
}

/// <summary>What becomes of a process.</summary>
internal enum Blow
{
    /// <summary>SIGKILL, and a start some seconds later.</summary>
    Kill,

    /// <summary>SIGSTOP, and SIGCONT once its lease has ended.</summary>
    Stop,
}

/// <summary>Which node it meets.</summary>
internal enum Victim
{
    /// <summary>The node that hands over.</summary>
    Coordinator,

    /// <summary>Another one that takes writes.</summary>
    Other,
}

/// <summary>What happens to a handover.</summary>
/// <param name="At">When.</param>
/// <param name="Blow">What.</param>
/// <param name="Victim">To whom.</param>
/// <param name="Stage">Where the handover leads: <c>new</c> or <c>legacy</c>.</param>
internal sealed record Strike(HandoverPoint At, Blow Blow, Victim Victim, string Stage)
{
    /// <summary>Whether the handover is a rollback.</summary>
    public bool IsBack => Stage == "legacy";

    public override string ToString() => $"{Blow} of {Victim} at {At}, to {Stage}";
}
