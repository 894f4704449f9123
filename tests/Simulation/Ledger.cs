using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Simulation.Tests.Engine;
using Hub.Sync.Bonds;

namespace Hub.Simulation.Tests;

/// <summary>What a property says that a run has broken.</summary>
internal sealed class BrokenPropertyException(string property) : Exception(property);

/// <summary>One write of one field by somebody outside, whose value is its name; or the deletion of a record.</summary>
internal sealed class Write(int number, string record, string field, string writer)
{
    /// <summary>The field of a write that deletes its record.</summary>
    public const string Whole = "the whole";

    public bool IsDeletion => Field == Whole;

    public string Value { get; } = $"w{number}";

    public string Record { get; } = record;

    public string Field { get; } = field;

    public string Writer { get; } = writer;

    /// <summary>Whether legacy refuses its value, as long as it refuses any.</summary>
    public bool IsUnknownToLegacy { get; init; }

    /// <summary>Where it took effect.</summary>
    public Side Side { get; set; }

    public bool TookEffect { get; set; }

    /// <summary>When it took effect, by the clock of its side.</summary>
    public DateTimeOffset TookAt { get; set; }

    public bool IsAcknowledged { get; set; }

    /// <summary>Not decided by the owner's revision: back office, late, or of a node past its lease.</summary>
    public bool IsForeign { get; set; }

    /// <summary>Overwritten on its own side by somebody who could see it.</summary>
    public bool IsReplaced { get; set; }

    /// <summary>Kept as one of a conflict's values.</summary>
    public bool IsInConflict { get; set; }

    /// <summary>Sync has brought it to the other side.</summary>
    public bool HasArrived { get; set; }

    public override string ToString() => $"{Value} ({Field} of {Record} by {Writer})";
}

/// <summary>
/// Every write of a run and what became of it, held against the invariants I2 to I4 of the protocol: none lost that is not
/// listed, none in effect twice, none sent back to the side it came from.
/// </summary>
internal sealed class Ledger(Trace trace, ConflictRule rule, TimeSpan legacyAhead, Agenda agenda)
{
    private readonly Dictionary<string, Write> _writes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _syncedAtLegacy = new(StringComparer.Ordinal);
    private readonly Dictionary<(Side Side, string Record), Write> _deletedAt = [];
    private readonly HashSet<(Side Side, Write Write)> _seenByDeletion = [];
    private readonly HashSet<string> _heldBack = new(StringComparer.Ordinal);

    /// <summary>Whether a rollback has taken effect before all was caught up.</summary>
    public bool IsForced { get; set; }

    /// <summary>
    /// Whether a process has paused, or two have ended, or two calls were given up: what took effect and was not committed may be
    /// in conflict with what followed it.
    /// </summary>
    public bool IsDisturbed { get; set; }

    public IReadOnlyCollection<Write> Writes => _writes.Values;

    public Write Begin(string record, string field, string writer, bool isUnknownToLegacy = false)
    {
        var write = new Write(_writes.Count + 1, record, field, writer) { IsUnknownToLegacy = isUnknownToLegacy };
        _writes.Add(write.Value, write);
        return write;
    }

    /// <summary>A write takes effect on a side, over the value that stood there.</summary>
    public void Took(Write write, Side side, string? before)
    {
        (write.Side, write.TookEffect, write.TookAt) = (side, true, ClockOf(side));
        if (Find(before) is { } replaced)
            replaced.IsReplaced = true;
        trace.Add($"{write} takes effect at {side} over {before}{(write.IsForeign ? ", foreign" : "")}");
    }

    /// <summary>A deletion takes effect on a side: whoever made it could see all that stood there.</summary>
    public void Deleted(Write deletion, Side side, JsonObject before)
    {
        Took(deletion, side, before: null);
        _deletedAt[(side, deletion.Record)] = deletion;
        foreach (var write in In(before))
        {
            write.IsReplaced = true;
            _seenByDeletion.Add((side, write));
        }
    }

    /// <summary>A change of a record was parked: until a later one goes over, its sides differ in what is named.</summary>
    public void HeldBack(string record) => _heldBack.Add(record);

    /// <summary>Sync deletes a record of one side, as it is gone on the other.</summary>
    public void SyncedDeletion(Side target, string record)
    {
        trace.Add($"sync deletes {record} at {target}");
        if (!_deletedAt.TryGetValue((OtherThan(target), record), out var deletion))
            throw new BrokenPropertyException($"I4: {record} is deleted at {target}, and nobody deleted it on the other side");
        if (deletion.HasArrived && !deletion.IsInConflict)
            throw new BrokenPropertyException($"I3: {deletion} took effect at {target} twice");
        deletion.HasArrived = true;
    }

    /// <summary>Sync writes a record of one side over the other's.</summary>
    public void Synced(Side target, string record, JsonObject? before, JsonObject after)
    {
        if (target == Side.Legacy)
            _syncedAtLegacy[record] = ClockOf(target);
        foreach (var (name, node) in after)
        {
            if (Text(node) is not { } value || Text(before?[name]) == value || Find(value) is not { } write)
                continue;
            trace.Add($"sync writes {value} to {name} of {record} at {target} over {Text(before?[name])}");
            if (rule == ConflictRule.Park && Find(Text(before?[name])) is { IsInConflict: true, IsReplaced: false } parked)
                throw new BrokenPropertyException($"I2: {parked} waits for a person, and {value} was written over it");
            if (write.IsInConflict)
                continue;
            if (write.Side == target)
                throw new BrokenPropertyException($"I4: {write} was sent back to {target}, where it was made");
            if (write.HasArrived)
                throw new BrokenPropertyException($"I3: {write} took effect at {target} twice");
            write.HasArrived = true;
        }
    }

    /// <summary>Both values of a field are kept as a conflict.</summary>
    public void Kept(string record, string field, string? one, string? other)
    {
        var (a, b) = (Find(one), Find(other));
        trace.Add($"conflict kept: {field} of {record}: {one} and {other}");
        if (a is not null)
            a.IsInConflict = true;
        if (b is not null)
            b.IsInConflict = true;
        if (!IsDisturbed && a is not null && b is not null && a.Side == b.Side)
            throw new BrokenPropertyException($"I2: {a} and {b}, one after the other at {a.Side}, are kept as a conflict");
        // A parked conflict stays open while the owner changes, and so does what is held back.
        if (!IsForced && !_heldBack.Contains(record) && rule != ConflictRule.Park
            && a is { IsForeign: false } && b is { IsForeign: false } && a.Side != b.Side)
            throw new BrokenPropertyException($"I1: {a} and {b}, both by the owner's revision, are in conflict");
    }

    /// <summary>Both sides' contents are listed as a conflict that a person decides on; null for no record.</summary>
    public void List(string record, JsonObject? legacy, JsonObject? @new)
    {
        foreach (var (side, content) in new[] { (Side.Legacy, legacy), (Side.New, @new) })
            foreach (var write in content is null ? DeletionAt(side, record) : In(content))
                write.IsInConflict = true;
    }

    /// <summary>A deletion on one side and the record on the other are kept as a conflict.</summary>
    public void KeptWhole(string record, JsonObject? legacy, JsonObject? @new)
    {
        trace.Add($"conflict kept: {record}: {legacy?.ToJsonString() ?? "none"} and {@new?.ToJsonString() ?? "none"}");
        var side = legacy is null ? Side.Legacy : Side.New;
        // What stood there when the record was deleted is in no conflict with that.
        if (!IsDisturbed && !_heldBack.Contains(record) && DeletionAt(side, record).Any()
            && In(legacy ?? @new!).All(w => w.Side == side || _seenByDeletion.Contains((side, w))))
            throw new BrokenPropertyException($"I2: the deletion of {record} at {side} is in conflict, and nobody edited it");
        List(record, legacy, @new);
    }

    private IEnumerable<Write> In(JsonObject content) => content.Select(m => Find(Text(m.Value))).OfType<Write>();

    private IEnumerable<Write> DeletionAt(Side side, string record) =>
        _deletedAt.TryGetValue((side, record), out var deletion) ? [deletion] : [];

    private static Side OtherThan(Side side) => side == Side.Legacy ? Side.New : Side.Legacy;

    /// <summary>Asserts that the later edit stands where the times of both sides tell which one is.</summary>
    /// <param name="record">The record.</param>
    /// <param name="legacy">What the legacy side held.</param>
    /// <param name="new">What the new side held.</param>
    /// <param name="stands">The side that was decided on; null for a person's decision.</param>
    /// <param name="owner">The side that owned the record.</param>
    public void Judged(string record, JsonObject legacy, JsonObject @new, Side? stands, Side owner)
    {
        if (rule != ConflictRule.Newer || LastOf(Side.Legacy, legacy) is not { } one || LastOf(Side.New, @new) is not { } other
            || _syncedAtLegacy.GetValueOrDefault(record) >= one)
            return;
        var expected = legacyAhead > ConflictWinner.MostAhead + TimeSpan.FromMinutes(5)
            || (one - other).Duration() < ConflictWinner.Apart ? owner
            : one > other ? Side.Legacy : Side.New;
        if (stands != expected)
            throw new BrokenPropertyException(
                $"I2: of {record} the edit of {stands} stands; legacy's is of {one:mm:ss.fff}, new's of {other:mm:ss.fff}");
    }

    private DateTimeOffset? LastOf(Side side, JsonObject content) => content
        .Select(m => Find(m.Value is JsonValue v && v.TryGetValue<string>(out var text) ? text : null))
        .Where(w => w?.Side == side).Max(w => w?.TookAt);

    private DateTimeOffset ClockOf(Side side) => agenda.GetUtcNow() + (side == Side.Legacy ? legacyAhead : TimeSpan.Zero);

    /// <summary>
    /// Asserts that each write in effect is on both sides, was overwritten where it stood, or is listed; or, where a change of
    /// its record is parked or was dropped and that is named, that it stands where it was made.
    /// </summary>
    /// <param name="valueAt">Returns what a side has in the place of a write; a deletion's own value for no record.</param>
    /// <param name="isNamed">Whether a change of a record is named that did not go over from a side.</param>
    public void Settle(Func<Write, Side, string?> valueAt, Func<string, Side, bool> isNamed)
    {
        foreach (var write in _writes.Values.Where(w => w is { TookEffect: true, IsReplaced: false, IsInConflict: false }))
        {
            var (legacy, @new) = (valueAt(write, Side.Legacy), valueAt(write, Side.New));
            if (isNamed(write.Record, write.Side) && (write.Side == Side.Legacy ? legacy : @new) == write.Value)
                continue;
            if (legacy != write.Value || @new != write.Value)
                throw new BrokenPropertyException(
                    $"I2: {write}, {(write.IsAcknowledged ? "acknowledged" : "in doubt")}, is lost: "
                    + $"legacy has {legacy}, new has {@new}");
        }
    }

    public Write? Find(string? value) => value is null ? null : _writes.GetValueOrDefault(value);

    public static string? Text(JsonNode? node) => node?.GetValue<string>();
}
