using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Facade.Deciding;

/// <summary>What becomes of a write of a record that both sides keep.</summary>
internal enum LinkedWriteVerdict
{
    /// <summary>It goes to the side decided, which owns the record.</summary>
    Goes,

    /// <summary>It waits: a handover is moving its record.</summary>
    Waits,

    /// <summary>It is refused: its caller forced the side that does not own the record.</summary>
    NotOwner,
}

/// <summary>The rule by which writes of linked records are held, as a pure function of the route's flag (decision 41).</summary>
internal static class LinkedWrite
{
    /// <summary>Returns what becomes of a write, and which side owns its record.</summary>
    /// <param name="flag">The route's flag; its <see cref="CompiledFlag.Next"/> is where a handover leads.</param>
    /// <param name="key">The record's cohort key, or null.</param>
    /// <param name="caller">The caller, who may force a side.</param>
    /// <param name="decided">The side that the flag named for this caller.</param>
    public static (LinkedWriteVerdict Verdict, Side Owner) Judge(CompiledFlag flag, string? key, in Caller caller, Side decided)
    {
        var anyone = caller.Forced is null ? caller : caller with { Forced = null };
        var owner = caller.Forced is null ? decided : flag.Decide(key, anyone).Side;
        if (flag.Next is { } next && next.Decide(key, anyone).Side != owner)
            return (LinkedWriteVerdict.Waits, owner);
        return (decided == owner ? LinkedWriteVerdict.Goes : LinkedWriteVerdict.NotOwner, owner);
    }
}
