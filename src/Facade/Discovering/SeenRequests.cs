using Hub.Facade.Measuring;

namespace Hub.Facade.Discovering;

/// <summary>Counts the requests of one kind and template. Not safe for threads.</summary>
internal sealed class SeenRequests
{
    private const int MostStatuses = 16;
    private const int OtherStatus = 0;
    private readonly Dictionary<int, long> _statuses = [];
    private readonly CallerSketch _callers = new();
    private long[]? _took;
    private DateTimeOffset _first = DateTimeOffset.MaxValue;
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    /// <summary>Counts a request.</summary>
    /// <param name="status">The answer's HTTP status.</param>
    /// <param name="took">How long the answer took; null where nobody knows.</param>
    /// <param name="caller">The caller's place in the <see cref="CallerSketch"/>.</param>
    /// <param name="at">When.</param>
    public void Add(int status, TimeSpan? took, ushort caller, DateTimeOffset at)
    {
        Count(status, 1);
        if (took is { } time)
            (_took ??= new long[AnswerTimes.Buckets])[AnswerTimes.BucketOf(time)]++;
        _callers.Add(caller);
        Note(at);
    }

    /// <summary>Adds what was counted elsewhere.</summary>
    public void Add(DiscoveredCounts counts)
    {
        foreach (var (status, count) in counts.Statuses)
            Count(status, count);
        foreach (var (bucket, count) in counts.Took)
            if (bucket >= 0 && bucket < AnswerTimes.Buckets)
                (_took ??= new long[AnswerTimes.Buckets])[bucket] += count;
        _callers.Add(counts.Callers);
        Note(counts.First);
        Note(counts.Last);
    }

    /// <summary>Returns the counts.</summary>
    public DiscoveredCounts Read() => new()
    {
        Statuses = new SortedDictionary<int, long>(_statuses),
        Took = (_took ?? []).Index().Where(t => t.Item > 0).ToDictionary(t => t.Index, t => t.Item),
        Callers = _callers.ToBytes(),
        First = _first,
        Last = _last,
    };

    private void Count(int status, long count)
    {
        var kept = _statuses.ContainsKey(status) || _statuses.Count < MostStatuses ? status : OtherStatus;
        _statuses[kept] = _statuses.GetValueOrDefault(kept) + count;
    }

    private void Note(DateTimeOffset at)
    {
        if (at < _first)
            _first = at;
        if (at > _last)
            _last = at;
    }
}
