using System.Text.Json.Nodes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Sync.Bonds;

namespace Hub.Sync.Applying;

/// <summary>A conflict that is to be kept before anything else is done.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Standing">What the target held, without the fields that belong to one side; null for no record.</param>
/// <param name="Stands">Whose value stands; null where a person decides.</param>
internal sealed record FoundConflict(ConflictKind Kind, JsonObject? Standing, Side? Stands);

/// <summary>What follows from the target's answer.</summary>
/// <param name="Keep">The conflict to be kept first; null for none.</param>
/// <param name="AsksAgain">Whether the target is asked again.</param>
internal readonly record struct BondedStep(FoundConflict? Keep, bool AsksAgain);

/// <summary>
/// The protocol by which one change is compared and applied, without effects (decision 38): who calls it asks the target with the
/// attempt's comparison, passes on the answer, and does what the step says until it asks no more.
/// </summary>
/// <param name="origin">The side the change comes from.</param>
/// <param name="change">The change.</param>
/// <param name="bond">The record's bond as it was read; null where nothing is remembered.</param>
/// <param name="attempt">Judges the change whenever the target asks.</param>
internal sealed class BondedRun(Side origin, Change change, Bond? bond, BondedAttempt attempt)
{
    /// <summary>Whether a later change of the record follows, so that this one is not applied.</summary>
    public static bool IsOvertaken(Side origin, Change change, Bond? bond) => bond?.VersionOf(origin) >= change.Version;

    /// <summary>Returns what follows from the target's answer.</summary>
    public BondedStep Next(ApplyResult result)
    {
        if (!IsDone(result) || attempt.Judgement is not { } judgement)
            return default;
        if (attempt.IsUndecided)
        {
            // Kept before anything is written, so that no kill leaves one value gone and nothing kept.
            var conflict = new FoundConflict(judgement.Conflict!.Value, attempt.Standing, attempt.Winner);
            if (attempt.Winner is not null)
                attempt.Decide();
            return new BondedStep(conflict, AsksAgain: attempt.Winner is not null);
        }

        return attempt.Comparison.FoundLate is { } late
            ? new BondedStep(
                new FoundConflict(ConflictKind.FoundLate, attempt.WithoutOwn(late), OtherThan(origin)), AsksAgain: false)
            : default;
    }

    /// <summary>
    /// Returns what is remembered with the outcome; null for nothing. The new base is what the arriving side holds; what the
    /// other one has besides is its own, on its way.
    /// </summary>
    /// <param name="pair">The record's keys.</param>
    /// <param name="held">What the arriving side holds, in the new side's keys; null where that cannot be told.</param>
    /// <param name="hashOnly">Whether no content is kept.</param>
    /// <param name="written">The version that the target's record has at least since it was written, or null.</param>
    public BondWrite? Remember(RecordPair pair, JsonObject? held, bool hashOnly, long? written = null)
    {
        if (attempt.Arriving is null ? bond is null : held is null)
            return null;
        var behind = bond?.VersionOf(OtherThan(origin));
        // What stands is on its way as version n; an earlier reading of that side must not be written over it.
        var passed = attempt is { Replaces: true, Arriving: null } ? attempt.Version
            : attempt.Replaces ? written ?? attempt.Version : attempt.Version - 1;
        if (behind is null || passed > behind || attempt.GoesBack)
            behind = passed ?? behind;
        // An edit of the other side that was read before the deletion is not to make the record again.
        if (attempt.Arriving is null)
            return AwaitsOtherDeletion
                ? new BondWrite(bond! with { LegacyVersion = behind, NewVersion = change.Version })
                : new BondWrite(
                    origin == Side.Legacy ? bond! with { NewVersion = behind } : bond! with { LegacyVersion = behind },
                    Forgets: true);

        return new BondWrite(new Bond(
            pair,
            new AgreedContent(ContractJson.HashOf(held!), hashOnly ? null : held),
            origin == Side.Legacy ? change.Version : behind,
            origin == Side.Legacy ? behind : change.Version,
            origin,
            bond?.Revision ?? 0));
    }

    // Legacy has no such record and does not tell its last version: what both agreed on is kept until its deletion is told.
    private bool AwaitsOtherDeletion => origin == Side.New && attempt is { Standing: null, Version: null };

    /// <summary>
    /// Whether both sides agree on what arrived, once it is remembered. Where the target has a change of its own, or wins a
    /// conflict, that change follows and says what stands.
    /// </summary>
    public bool IsAgreed => attempt.Judgement is { Kind: not JudgementKind.NothingNew }
        && (!attempt.IsConflict || attempt.Winner == origin)
        && attempt.Comparison.FoundLate is null;

    /// <summary>Whether the target has answered for the record.</summary>
    public static bool IsDone(ApplyResult result) => result.Outcome != ApplyOutcome.Refused && result.Key is not null;

    private static Side OtherThan(Side side) => side == Side.Legacy ? Side.New : Side.Legacy;
}
