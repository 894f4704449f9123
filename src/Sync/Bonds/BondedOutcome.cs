using Hub.ServiceKit.Changes;
using Hub.Sync.Feeding;

namespace Hub.Sync.Bonds;

/// <summary>What became of a change that was compared.</summary>
/// <param name="Result">What the target answered.</param>
/// <param name="Judgement">What the change was when it was last compared; null when it was not.</param>
internal sealed record BondedOutcome(ApplyResult Result, JudgementKind? Judgement)
{
    /// <summary>Whether the side it comes from has replaced it: a later change of the record follows.</summary>
    public bool Overtaken { get; init; }

    /// <summary>Whether the target was not asked, as the record's other direction is being applied.</summary>
    public bool Busy { get; init; }

    /// <summary>What is to be remembered with the outcome; null for nothing.</summary>
    public BondWrite? Bond { get; init; }

    /// <summary>What both sides agree on by it, for the feed; null for nothing, or where a change is to follow.</summary>
    public FeedEntry? Feed { get; init; }

    /// <summary>The changes of the other side that a deletion has overtaken; null for none.</summary>
    public OvertakenChanges? Overtakes { get; init; }
}

/// <summary>Changes of a record that are not applied any more, although nothing else is remembered of it.</summary>
/// <param name="Stream">The direction they come through.</param>
/// <param name="Key">The record's key on the side they come from.</param>
/// <param name="Version">Up to which version.</param>
internal sealed record OvertakenChanges(string Stream, string Key, long Version);
