using System.Text.Json.Nodes;
using Hub.Platform.Changes;
using Hub.Sync.Bonds;

namespace Hub.Sync.Applying;

/// <summary>One change at its target: judges it as often as the target asks, and remembers the last judgement.</summary>
internal sealed class BondedAttempt
{
    private readonly IReadOnlyList<string> _ownFields;
    private readonly Change _change;
    private readonly AgreedContent? _agreed;
    private readonly bool _arrivingWins;

    public BondedAttempt(IReadOnlyList<string> ownFields, Change change, AgreedContent? agreed, bool arrivingWins)
    {
        (_ownFields, _change, _agreed, _arrivingWins) = (ownFields, change, agreed, arrivingWins);
        Arriving = change.Kind == ChangeKind.Delete || change.Content is null
            ? null
            : ContractJson.Without(change.Content, ownFields);
        Comparison = new RecordComparison(Decide, agreed?.Content);
    }

    public RecordComparison Comparison { get; }

    /// <summary>What the change says, without the fields that belong to one side; null when it deletes.</summary>
    public JsonObject? Arriving { get; }

    /// <summary>What the target held when it was last asked, without the fields that belong to one side.</summary>
    public JsonObject? Standing { get; private set; }

    /// <summary>The version of that; null when it is not known.</summary>
    public long? Version { get; private set; }

    /// <summary>The last judgement; null before the target has asked.</summary>
    public Judgement? Judgement { get; private set; }

    /// <summary>
    /// Whether the target's changes up to <see cref="Version"/> lie behind: the record is written over, or says the same.
    /// </summary>
    public bool Replaces { get; private set; }

    public bool IsConflict => Judgement?.Kind == JudgementKind.Conflict;

    /// <summary>Whether a conflict is decided on; until it is kept, nothing is written.</summary>
    public bool Decides { get; set; }

    private TargetDecision Decide(JsonObject? current, long? version)
    {
        Standing = current is null ? null : ContractJson.Without(current, _ownFields);
        Version = version;
        var agreed = _agreed;
        if (agreed is null && Standing is not null && Comparison.IsMadeOfCurrent)
            agreed = new AgreedContent(ContractJson.HashOf(Standing), Standing);
        Judgement = Judgement.Of(agreed, Arriving, Standing);
        Replaces = Judgement.Kind == JudgementKind.AlreadyThere;
        if (Replaces || Judgement.Kind == JudgementKind.NothingNew)
            return TargetDecision.Keep;
        if (IsConflict && !Decides)
            return new TargetDecision(TargetAct.Check);
        var decision = Write(current, _arrivingWins ? Judgement.IfArrivingWins : Judgement.IfStandingWins);
        Replaces = decision.Act != TargetAct.Keep;
        return decision;
    }

    private TargetDecision Write(JsonObject? current, JsonObject? result)
    {
        if (result is null)
            return Standing is null ? TargetDecision.Keep : new TargetDecision(TargetAct.Delete);
        // Where the change deleted the record, its side has to be told that it is still there.
        if (Standing is not null && Arriving is not null && ContractJson.AreSame(result, Standing))
            return TargetDecision.Keep;
        return new TargetDecision(
            TargetAct.Save,
            current is null ? _change.Content : ContractJson.With(result, _ownFields, current),
            OtherSideLacks: Arriving is null || !ContractJson.AreSame(result, Arriving));
    }
}
