namespace Hub.Sync.Reconciling;

/// <summary>What listing both sides has shown so far.</summary>
/// <param name="most">How many records are looked at again, at most.</param>
internal sealed class FirstLook(int most)
{
    private readonly HashSet<RecordHash> _onlyAtLegacy = [];

    /// <summary>The other side's records.</summary>
    public RecordTable Table { get; } = new();

    /// <summary>The records to be looked at again.</summary>
    public Candidates Candidates { get; } = new(most);

    /// <summary>Entries that were listed, of both sides.</summary>
    public long Read { get; set; }

    /// <summary>Records that the other side did not list.</summary>
    public long OnlyAtLegacy => _onlyAtLegacy.Count;

    /// <summary>Compares a record of the legacy side.</summary>
    /// <param name="record">Its keys; the new side's as the identity map knows it.</param>
    /// <param name="content">The hash of its content.</param>
    public void Compare(Candidate record, RecordHash content)
    {
        var isSame = record.New is null ? null : Table.Compare(record.New, content);
        if (isSame is null)
            _onlyAtLegacy.Add(RecordHash.OfKey(record.Legacy!));
        if (isSame == true)
            Candidates.Remove(record);
        else
            Candidates.Add(record);
    }

    /// <summary>Notes that a record of the legacy side is gone which it had listed.</summary>
    public void Withdraw(Candidate record)
    {
        _onlyAtLegacy.Remove(RecordHash.OfKey(record.Legacy!));
        Candidates.Remove(record);
        if (record.New is not null)
            Table.Withdraw(record.New);
    }
}
