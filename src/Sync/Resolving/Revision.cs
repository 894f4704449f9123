using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Sync.Bonds;

namespace Hub.Sync.Resolving;

/// <summary>A decided conflict at one side.</summary>
internal sealed class Revision
{
    private readonly Resolution _decided;
    private readonly bool _checks;

    public Revision(Resolution decided, bool checks = false)
    {
        (_decided, _checks) = (decided, checks);
        Comparison = new RecordComparison(Decide);
    }

    public RecordComparison Comparison { get; }

    /// <summary>Whether somebody has written other values since the conflict was found.</summary>
    public bool WrittenSince { get; private set; }

    /// <summary>Whether the record does not exist, and is not to.</summary>
    public bool IsGone { get; private set; } = true;

    /// <summary>The version that was written over; null when nothing was written, or it is not known.</summary>
    public long? Version { get; private set; }

    private TargetDecision Decide(JsonObject? current, long? version)
    {
        (WrittenSince, IsGone, Version) = (false, current is null, null);
        if (current is null)
            return TargetDecision.Keep;
        if (_decided.Wanted is null)
            return _checks ? TargetDecision.Keep : new TargetDecision(TargetAct.Delete);
        if (_decided.Apply(current) is not { } content)
        {
            WrittenSince = true;
            return TargetDecision.Keep;
        }

        if (_checks)
            return new TargetDecision(TargetAct.Check, content);
        if (!ContractJson.AreSame(content, current))
            Version = version;
        // Sent to the other side in any case: it may lack what else this side changed.
        return new TargetDecision(TargetAct.Save, content, OtherSideLacks: true);
    }
}
