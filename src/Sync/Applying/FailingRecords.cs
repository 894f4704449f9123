namespace Hub.Sync.Applying;

/// <summary>What a failed attempt says of its target.</summary>
internal enum FailureSign
{
    /// <summary>Other changes were applied since this record failed last: it is the record.</summary>
    OfRecord,

    /// <summary>No other change was applied, and hardly any failed: the target has to be asked.</summary>
    Unclear,

    /// <summary>Several records failed and none was applied: it is the target.</summary>
    OfTarget,
}

/// <summary>
/// Tells a record that its target fails on from a target that is down, by what became of other changes in between. A target
/// whose reads work and whose writes all fail counts as down, but for the first few records.
/// </summary>
internal sealed class FailingRecords
{
    private const int MostUnclear = 3;
    private const int MostKept = 1024;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _failedAt = new(StringComparer.Ordinal);
    private long _applied;

    /// <summary>Notes that the target has written a record.</summary>
    public void Applied(string key)
    {
        lock (_lock)
        {
            _applied++;
            _failedAt.Remove(key);
        }
    }

    /// <summary>Notes that the target has failed on a record, and returns what that says.</summary>
    public FailureSign Failed(string key)
    {
        lock (_lock)
        {
            var othersWent = _failedAt.TryGetValue(key, out var before) && _applied > before;
            if (_failedAt.Count >= MostKept)
                _failedAt.Clear();
            _failedAt[key] = _applied;
            return othersWent ? FailureSign.OfRecord
                : _failedAt.Values.Count(at => at == _applied) <= MostUnclear ? FailureSign.Unclear
                : FailureSign.OfTarget;
        }
    }
}
