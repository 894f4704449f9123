using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Sync.Bonds;

namespace Hub.Sync.Applying;

/// <summary>One change at its target: judges it as often as the target asks, and remembers the last judgement.</summary>
internal sealed class BondedAttempt
{
    private readonly IReadOnlyList<string> _ownFields;
    private readonly Change _change;
    private readonly AgreedContent? _agreed;
    private readonly ConflictWinner _winner;
    private readonly long? _seen;
    private readonly TriedContent? _tried;
    private JsonObject? _kept;
    private Side? _keptWinner;
    private bool _decides;

    /// <param name="ownFields">The fields that belong to one side.</param>
    /// <param name="change">The change.</param>
    /// <param name="agreed">What both sides last agreed on, in the target's keys; null when it is not known.</param>
    /// <param name="winner">Names the side whose values win in a conflict.</param>
    /// <param name="tried">What an earlier change said whose outcome is not known, in the target's keys; null for none.</param>
    /// <param name="seen">The version that the record at the target is known to have had; null when it is not known.</param>
    public BondedAttempt(
        IReadOnlyList<string> ownFields, Change change, AgreedContent? agreed, ConflictWinner winner,
        TriedContent? tried = null, long? seen = null)
    {
        (_ownFields, _change, _agreed, _winner, _tried, _seen) = (ownFields, change, agreed, winner, tried, seen);
        Arriving = change.Kind == ChangeKind.Delete || change.Content is null
            ? null
            : WithoutOwn(change.Content);
        Comparison = new RecordComparison(Decide, agreed?.Content, Include) { AsksTime = winner.Rule == ConflictRule.Newer };
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

    /// <summary>Whether the record at the target has an earlier version than it had: the target was set back.</summary>
    public bool GoesBack => Comparison.VersionsOnlyGrow && Version < _seen;

    /// <summary>
    /// Whether one of the sides was set back, and nothing tells which of its values are older than what both agreed on: where
    /// the sides differ, neither value wins by itself.
    /// </summary>
    public bool IsUnjudgeable { get; private set; }

    public bool IsConflict => Judgement?.Kind == JudgementKind.Conflict;

    /// <summary>
    /// The side whose values win the conflict of the last judgement; null where a person decides, as where one side was set back.
    /// </summary>
    public Side? Winner { get; private set; }

    /// <summary>Whether the last judgement was a conflict of which one value is not kept yet: nothing was written.</summary>
    public bool IsUndecided => IsConflict
        && !(_decides && _keptWinner == Winner && ContractJson.AreSame(_kept, Standing));

    /// <summary>Decides on the conflict of the last judgement from now on, as both its values are kept.</summary>
    public void Decide() => (_decides, _keptWinner, _kept) = (true, Winner, Standing);

    /// <summary>A copy without the fields that belong to one side.</summary>
    public JsonObject WithoutOwn(JsonObject content) => ContractJson.Without(content, _ownFields);

    private TargetDecision Decide(JsonObject? current, long? version)
    {
        Standing = current is null ? null : WithoutOwn(current);
        Version = version;
        var agreed = _agreed;
        IsUnjudgeable = GoesBack || agreed?.IsUnknown == true;
        if ((agreed is null || IsUnjudgeable) && Standing is not null && Comparison.IsMadeOfCurrent)
            (agreed, IsUnjudgeable) = (new AgreedContent(ContractJson.HashOf(Standing), Standing), false);
        else if (IsUnjudgeable)
            agreed = AgreedContent.Unknown;
        if (_tried is { Content: var tried } && (_tried.IsOfThisDirection ? Standing : Arriving) is { } held)
            agreed = agreed?.Since(tried, held);
        Winner = IsUnjudgeable ? null : _winner.Of(Comparison.ChangedAt);
        Judgement = Judgement.Of(agreed, Arriving, Standing);
        Replaces = Judgement.Kind == JudgementKind.AlreadyThere;
        if (Replaces || Judgement.Kind == JudgementKind.NothingNew)
            return TargetDecision.Keep;
        if (IsUndecided)
            return new TargetDecision(TargetAct.Check);
        var decision = Write(current, Winner == _winner.Origin ? Judgement.IfArrivingWins : Judgement.IfStandingWins);
        // What stands against a deletion goes over as the change that it is.
        Replaces = decision.Act == TargetAct.Delete || (decision.Act == TargetAct.Save && Arriving is not null);
        return decision;
    }

    // What an earlier attempt did is known by its result only: both sides agreed on what arrived.
    private void Include(JsonObject? current, long? version)
    {
        Standing = current is null ? null : WithoutOwn(current);
        (Version, Judgement) = (version, Judgement.Included(Standing));
        Replaces = ContractJson.AreSame(Arriving, Standing);
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
