using System.Text.Json.Nodes;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Bonds;

/// <summary>The two keys of one linked record.</summary>
/// <param name="Entity">Its entity: <c>customers</c>.</param>
/// <param name="Legacy">Its key on the legacy side.</param>
/// <param name="New">Its key on the new side, which is the public one.</param>
internal sealed record RecordPair(string Entity, string Legacy, string New);

/// <summary>What the hub remembers of one linked record.</summary>
/// <param name="Pair">Both keys.</param>
/// <param name="Agreed">What both sides last agreed on, in the new side's keys.</param>
/// <param name="LegacyVersion">Up to which version the legacy side's changes lie behind; null when that is not known.</param>
/// <param name="NewVersion">Up to which version the new side's changes lie behind; null when that is not known.</param>
/// <param name="Origin">Which side's change was agreed on.</param>
/// <param name="Revision">How often the bond was written; 0 before the first time.</param>
internal sealed record Bond(
    RecordPair Pair, AgreedContent Agreed, long? LegacyVersion, long? NewVersion, Side Origin, long Revision)
{
    /// <summary>What an earlier attempt said whose outcome is not known; null where there was none. Not kept again.</summary>
    public TriedContent? Tried { get; init; }

    /// <summary>Up to which version a side's changes lie behind.</summary>
    public long? VersionOf(Side side) => side == Side.Legacy ? LegacyVersion : NewVersion;
}

/// <summary>What an attempt said whose outcome is not known: its target may hold it.</summary>
/// <param name="Content">What it said.</param>
/// <param name="IsOfThisDirection">Whether it had the same target as the change that is applied now.</param>
internal sealed record TriedContent(JsonObject Content, bool IsOfThisDirection);

/// <summary>What is to be remembered after a change was applied.</summary>
/// <param name="Bond">The bond, with the revision that was read.</param>
/// <param name="Forgets">Whether the record is gone, and nothing is remembered any more.</param>
internal sealed record BondWrite(Bond Bond, bool Forgets = false);
