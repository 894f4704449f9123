using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hub.Soap.Shapes;

namespace Hub.Soap.Messages;

/// <summary>One or more elements of the same name, one behind the other, as they were written.</summary>
/// <param name="Slot">Which of the type's elements.</param>
/// <param name="Start">The first byte, which may be a comma.</param>
internal record struct SlotRun(int Slot, int Start)
{
    public int End { get; set; }

    public int Entries { get; set; }
}

/// <summary>
/// Puts the elements of one object under their properties while they come. Most systems send them in the schema's order,
/// and then every byte is written once; where one does not, its runs are put in order at the object's end.
/// </summary>
/// <param name="json">Where the object is written; its properties before these are there already.</param>
/// <param name="runs">All runs of the objects around; those of this one come behind them and are gone at its end.</param>
/// <param name="content">The type's elements.</param>
internal ref struct SlotRuns(JsonBuffer json, List<SlotRun> runs, ContentModel content)
{
    private const int MostOnStack = 64;
    private readonly int _first = runs.Count;
    private int _open = -1;
    private int _last = -1;
    private int _before;
    private bool _disordered;

    /// <summary>Whether an element has come.</summary>
    public readonly bool Any => _last >= 0;

    private readonly Span<SlotRun> Own => CollectionsMarshal.AsSpan(runs)[_first..];

    /// <summary>An element has come; its value is to be written next.</summary>
    /// <param name="slot">Which; behind the last what the type leaves open.</param>
    /// <returns>How many came before it, where they are an array.</returns>
    public int Begin(int slot)
    {
        if (slot == _open && content.IsArray(slot))
            return _before + Own[^1].Entries++;
        Close();
        if (slot > _last)
            PassTo(slot);
        else
            _disordered = true;
        _before = 0;
        foreach (var run in _disordered ? Own : [])
            _before += run.Slot == slot ? run.Entries : 0;
        Open(slot).Entries++;
        return _before;
    }

    /// <summary>
    /// Finds what is wrong with the elements that have come: one that may be there once and came again, or else those of which
    /// one is required and missing.
    /// </summary>
    /// <param name="whole">Whether this is a whole answer.</param>
    /// <returns>Their properties; empty where nothing is wrong.</returns>
    public readonly (ImmutableArray<string> Missing, string? Twice) Check(bool whole)
    {
        if (!_disordered && !content.Needs.Any)
            return ([], null);
        var slots = content.Slots.Length;
        Span<bool> present = slots < MostOnStack ? stackalloc bool[MostOnStack] : new bool[slots + 1];
        foreach (var run in Own)
        {
            if (run.Entries == 0)
                continue;
            if (present[run.Slot] && !content.IsArray(run.Slot))
                return ([], content.Slots[run.Slot].Property);
            present[run.Slot] = true;
        }

        return (content.Needs.FindMissing(present, whole), null);
    }

    /// <summary>No more elements come.</summary>
    public void End()
    {
        Close();
        PassTo(content.Slots.Length);
        if (_disordered)
            Arrange();
        runs.RemoveRange(_first, runs.Count - _first);
    }

    // Arrays stand there also without an entry.
    private void PassTo(int slot)
    {
        for (var passed = _last + 1; passed < slot; passed++)
        {
            if (content.Slots[passed] is not { Repeats: true, Always: true })
                continue;
            Open(passed);
            Close();
        }

        _last = Math.Max(slot, _last);
    }

    private ref SlotRun Open(int slot)
    {
        runs.Add(new SlotRun(slot, json.Position));
        json.Json.WritePropertyName(content.NameOf(slot));
        if (content.IsArray(slot))
            json.Json.WriteStartArray();
        _open = slot;
        return ref Own[^1];
    }

    private void Close()
    {
        if (_open < 0)
            return;
        if (content.IsArray(_open))
            json.Json.WriteEndArray();
        Own[^1].End = json.Position;
        _open = -1;
    }

    private readonly void Arrange()
    {
        var start = Own[0].Start;
        var all = json.Written[start..];
        var copy = ArrayPool<byte>.Shared.Rent(all.Length);
        all.CopyTo(copy);
        var needsComma = copy[0] == ',';
        Own.Sort((a, b) => a.Slot != b.Slot ? a.Slot.CompareTo(b.Slot) : a.Start.CompareTo(b.Start));
        json.Truncate(start);
        for (var i = 0; i < Own.Length;)
        {
            var same = i + 1;
            while (same < Own.Length && Own[same].Slot == Own[i].Slot)
                same++;
            if (needsComma)
                json.Write(","u8);
            needsComma = true;
            if (content.IsArray(Own[i].Slot))
                Join(Own[i..same], copy, start);
            else
                // Of a lenient reader: what may be there once is what came last.
                json.Write(Bytes(Own[same - 1], copy, start));
            i = same;
        }

        ArrayPool<byte>.Shared.Return(copy);
    }

    // One array of several.
    private readonly void Join(ReadOnlySpan<SlotRun> same, ReadOnlySpan<byte> copy, int start)
    {
        // "name":[
        var opening = content.NameOf(same[0].Slot).EncodedUtf8Bytes.Length + 4;
        json.Write(Bytes(same[0], copy, start)[..opening]);
        var any = false;
        foreach (var run in same)
        {
            if (run.Entries == 0)
                continue;
            if (any)
                json.Write(","u8);
            json.Write(Bytes(run, copy, start)[opening..^1]);
            any = true;
        }

        json.Write("]"u8);
    }

    private static ReadOnlySpan<byte> Bytes(SlotRun run, ReadOnlySpan<byte> copy, int start)
    {
        var bytes = copy[(run.Start - start)..(run.End - start)];
        return bytes[0] == ',' ? bytes[1..] : bytes;
    }
}
