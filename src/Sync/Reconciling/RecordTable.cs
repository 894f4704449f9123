namespace Hub.Sync.Reconciling;

/// <summary>
/// One side's records by the hash of their keys, each with the hash of its content and how it compares with the other side's:
/// 44 to 88 bytes a record, by how full it is (70 measured), and twice that for a moment while it grows.
/// </summary>
internal sealed class RecordTable
{
    private const ulong Marks = 3;
    private readonly Dictionary<RecordHash, RecordHash> _records = [];

    /// <summary>How many records it holds.</summary>
    public int Count => _records.Count;

    /// <summary>Records that the other side has not shown.</summary>
    public int Alone { get; private set; }

    /// <summary>Keeps a record, in the place of an earlier reading of it; before the other side is compared.</summary>
    public void Put(string key, RecordHash content)
    {
        _records[RecordHash.OfKey(key)] = With(content, Mark.Alone);
        Alone = _records.Count;
    }

    /// <summary>Forgets a record that is gone.</summary>
    public void Remove(string key)
    {
        _records.Remove(RecordHash.OfKey(key));
        Alone = _records.Count;
    }

    /// <summary>Compares a record of the other side; the last reading of a record counts.</summary>
    /// <returns>Whether both are the same; null where this side has no such record.</returns>
    public bool? Compare(string key, RecordHash content)
    {
        var place = RecordHash.OfKey(key);
        if (!_records.TryGetValue(place, out var kept))
            return null;
        var isSame = With(content, Mark.Alone) == With(kept, Mark.Alone);
        Set(place, kept, isSame ? Mark.Same : Mark.Differs);
        return isSame;
    }

    /// <summary>Notes that the other side has deleted a record that it had shown.</summary>
    public void Withdraw(string key)
    {
        var place = RecordHash.OfKey(key);
        if (_records.TryGetValue(place, out var kept))
            Set(place, kept, Mark.Alone);
    }

    /// <summary>Whether a record is here that the other side has not shown.</summary>
    public bool IsAlone(string key) =>
        _records.TryGetValue(RecordHash.OfKey(key), out var kept) && MarkOf(kept) == Mark.Alone;

    private void Set(RecordHash place, RecordHash kept, Mark mark)
    {
        Alone += (mark == Mark.Alone ? 1 : 0) - (MarkOf(kept) == Mark.Alone ? 1 : 0);
        _records[place] = With(kept, mark);
    }

    // In the last bits of the content's hash, which cost nothing there.
    private static RecordHash With(RecordHash content, Mark mark) => content with { Low = (content.Low & ~Marks) | (ulong)mark };

    private static Mark MarkOf(RecordHash content) => (Mark)(content.Low & Marks);

    private enum Mark : ulong
    {
        Alone,
        Same,
        Differs,
    }
}
