namespace Hub.Adapters.Slots;

/// <summary>
/// What was read of a slot and is not kept yet, each record once: of transactions that were read to their end, and of the one
/// after them.
/// </summary>
internal sealed class SlotBatch
{
    private const int Most = 5000;

    private readonly Dictionary<(string Entity, string Key), SlotRow> _whole = [];
    private readonly Dictionary<(string Entity, string Key), SlotRow> _open = [];
    private readonly HashSet<uint> _transactions = [];

    /// <summary>The records of whole transactions, with the latest that changed them.</summary>
    public IEnumerable<SlotRow> Whole => _whole.Values;

    /// <summary>The records of the transaction that is being read.</summary>
    public IEnumerable<SlotRow> Open => _open.Values;

    /// <summary>The whole transactions that have changed records.</summary>
    public IReadOnlyCollection<uint> Transactions => _transactions;

    /// <summary>The end of the last whole transaction; null where none was read since the last time.</summary>
    public long? End { get; private set; }

    /// <summary>Whether records of the transaction that is being read were set aside.</summary>
    public bool IsStaged { get; private set; }

    /// <summary>Whether the transaction of those that were set aside is whole.</summary>
    public bool IsStagedWhole { get; private set; }

    /// <summary>Whether the whole transactions are enough to be kept at once.</summary>
    public bool IsFull => _whole.Count >= Most || IsStagedWhole;

    /// <summary>Whether the transaction that is being read is so large that its records are set aside.</summary>
    public bool IsOpenFull => _open.Count >= Most;

    public void Add(IEnumerable<SlotRow> rows)
    {
        foreach (var row in rows)
            _open[(row.Entity, row.Key)] = row;
    }

    /// <summary>Notes that the records of the transaction that is being read were set aside.</summary>
    public void Stage()
    {
        _open.Clear();
        IsStaged = true;
    }

    /// <summary>Notes that a transaction was read to its end.</summary>
    public void Commit(uint transaction, long end)
    {
        if (_open.Count > 0 || IsStaged)
            _transactions.Add(transaction);
        foreach (var (key, row) in _open)
            _whole[key] = row;
        _open.Clear();
        (End, IsStagedWhole, IsStaged) = (end, IsStagedWhole || IsStaged, false);
    }

    /// <summary>Forgets the whole transactions, which are kept.</summary>
    public void Clear()
    {
        _whole.Clear();
        _transactions.Clear();
        (End, IsStagedWhole) = (null, false);
    }
}
