namespace Hub.Sync.Reconciling;

/// <summary>A record that a first look found unequal. It is called nothing yet.</summary>
/// <param name="Legacy">Its key on the legacy side; null where it is not known to be there.</param>
/// <param name="New">Its key on the new side, or in the copy; null where it is not known to be there.</param>
internal readonly record struct Candidate(string? Legacy, string? New)
{
    /// <summary>The key that people know the record by.</summary>
    public string Key => New ?? Legacy!;
}

/// <summary>The records that a first look found unequal, as many as are looked at again.</summary>
/// <param name="most">How many at most.</param>
internal sealed class Candidates(int most)
{
    private readonly HashSet<Candidate> _all = [];

    /// <summary>How many there were beside those that are looked at again.</summary>
    public long Besides { get; private set; }

    /// <summary>Those that are looked at again.</summary>
    public IReadOnlyCollection<Candidate> All => _all;

    public void Add(Candidate candidate)
    {
        if (_all.Count < most || _all.Contains(candidate))
            _all.Add(candidate);
        else
            Besides++;
    }

    /// <summary>Withdraws a record that a later reading of the same look found equal.</summary>
    public void Remove(Candidate candidate) => _all.Remove(candidate);
}
