using System.Text.Json.Nodes;

namespace Hub.ServiceKit.Changes;

/// <summary>Decides what a target writes, from the record as it stands there.</summary>
/// <param name="decide">The decision, without effects: given the record (null when it does not exist) and its version.</param>
/// <param name="agreed">The content both sides last agreed on, in the target's keys; null when it is not known.</param>
/// <param name="included">Told of a record that has the change already; null where nobody wants to know.</param>
public sealed class RecordComparison(
    Func<JsonObject?, long?, TargetDecision> decide, JsonObject? agreed = null, Action<JsonObject?, long?>? included = null)
{
    /// <summary>The content both sides last agreed on, in the target's keys; null when it is not known.</summary>
    public JsonObject? Agreed => agreed;

    /// <summary>
    /// Whether one side's record was made of the other's and nobody has changed the one here since, so that it is what both
    /// sides agreed on, where that was not kept. Set before the decision is asked for.
    /// </summary>
    public bool IsMadeOfCurrent { get; set; }

    /// <summary>
    /// Whether the side's versions only grow, so that a version below one seen before says that the side was set back, as by a
    /// restored backup. Set before the decision is asked for.
    /// </summary>
    public bool VersionsOnlyGrow { get; set; }

    /// <summary>Whether <see cref="ChangedAt"/> is asked for, which may take the side another reading.</summary>
    public bool AsksTime { get; init; }

    /// <summary>
    /// When the record was last changed here, by the side's own clock; null where that is not told. Set before the decision is
    /// asked for.
    /// </summary>
    public DateTimeOffset? ChangedAt { get; set; }

    /// <summary>
    /// The record as it was read after it was written, where it is neither as before nor as written: another writer came
    /// between, and the system has no versions to notice.
    /// </summary>
    public JsonObject? FoundLate { get; set; }

    /// <summary>Decides what is written.</summary>
    /// <param name="current">The record as it stands, as contract JSON; null when it does not exist.</param>
    /// <param name="version">The record's version, counted as the side's changes count it; null when it is not known.</param>
    public TargetDecision Decide(JsonObject? current, long? version) => decide(current, version);

    /// <summary>
    /// Tells that an earlier attempt has put this very change into the record, whose outcome did not reach the hub's store.
    /// </summary>
    /// <param name="current">The record as it stands, with whatever was written since; null when it does not exist.</param>
    /// <param name="version">The record's version; null when it is not known.</param>
    public void Includes(JsonObject? current, long? version) => included?.Invoke(current, version);
}

/// <summary>What a target does with a record.</summary>
public enum TargetAct
{
    /// <summary>Nothing: it is as it should be.</summary>
    Keep,

    /// <summary>Writes the content.</summary>
    Save,

    /// <summary>Deletes it.</summary>
    Delete,

    /// <summary>Writes nothing, and tells whether it would take the content as far as it can tell.</summary>
    Check,
}

/// <summary>What a target does with a record.</summary>
/// <param name="Act">What.</param>
/// <param name="Content">The whole record as contract JSON, where it is saved or checked.</param>
/// <param name="OtherSideLacks">Whether the other side is to be told of it, as it does not hold all of the content.</param>
public sealed record TargetDecision(TargetAct Act, JsonObject? Content = null, bool OtherSideLacks = false)
{
    /// <summary>Leaves the record as it is.</summary>
    public static TargetDecision Keep { get; } = new(TargetAct.Keep);
}
