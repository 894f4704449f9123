using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Simulation.Tests.Engine;
using Hub.Sync.Bonds;

namespace Hub.Simulation.Tests;

/// <summary>What a property says that a run has broken.</summary>
internal sealed class BrokenPropertyException(string property) : Exception(property);

/// <summary>One write of one field by somebody outside, whose value is its name.</summary>
internal sealed class Write(int number, string record, string field, string writer)
{
    public string Value { get; } = $"w{number}";

    public string Record { get; } = record;

    public string Field { get; } = field;

    public string Writer { get; } = writer;

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

    /// <summary>Whether a rollback has taken effect before all was caught up.</summary>
    public bool IsForced { get; set; }

    /// <summary>
    /// Whether a process has paused, or two have ended, or two calls were given up: what took effect and was not committed may be
    /// in conflict with what followed it.
    /// </summary>
    public bool IsDisturbed { get; set; }

    public IReadOnlyCollection<Write> Writes => _writes.Values;

    public Write Begin(string record, string field, string writer)
    {
        var write = new Write(_writes.Count + 1, record, field, writer);
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
        // A parked conflict stays open while the owner changes.
        if (!IsForced && rule != ConflictRule.Park && a is { IsForeign: false } && b is { IsForeign: false } && a.Side != b.Side)
            throw new BrokenPropertyException($"I1: {a} and {b}, both by the owner's revision, are in conflict");
    }

    /// <summary>Both sides' contents are listed as a conflict that a person decides on.</summary>
    public void List(params JsonObject[] contents)
    {
        foreach (var value in contents.SelectMany(c => c).Select(m => Text(m.Value)))
            if (Find(value) is { } write)
                write.IsInConflict = true;
    }

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

    /// <summary>Asserts that each write in effect is on both sides, was overwritten where it stood, or is listed.</summary>
    public void Settle(Func<Write, Side, string?> valueAt)
    {
        foreach (var write in _writes.Values.Where(w => w is { TookEffect: true, IsReplaced: false, IsInConflict: false }))
        {
            var (legacy, @new) = (valueAt(write, Side.Legacy), valueAt(write, Side.New));
            if (legacy != write.Value || @new != write.Value)
                throw new BrokenPropertyException(
                    $"I2: {write}, {(write.IsAcknowledged ? "acknowledged" : "in doubt")}, is lost: "
                    + $"legacy has {legacy}, new has {@new}");
        }
    }

    public Write? Find(string? value) => value is null ? null : _writes.GetValueOrDefault(value);

    public static string? Text(JsonNode? node) => node?.GetValue<string>();
}
