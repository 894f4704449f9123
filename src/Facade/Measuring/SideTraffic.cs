namespace Hub.Facade.Measuring;

/// <summary>
/// Counts what one side of a route answered on this node, since it started and lately. The window slides by copies of the
/// counts that are taken twice a minute, so an answer costs an addition, whatever is asked of it later.
/// </summary>
internal sealed class SideTraffic
{
    /// <summary>How often a copy is taken.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);

    /// <summary>The time that "lately" reaches back, at most.</summary>
    public static readonly TimeSpan Window = Pace * Copies;

    private const int Copies = 10;
    private const int CopiesOfAMinute = 2;

    // So many good answers in a row, and what failed before them says nothing of the next one.
    private const int GoodInARow = 5;
    private readonly Queue<AnswerCounts> _earlier = new(Copies);
    private readonly SideHistory _history = new();
    private long[]? _counts;
    private AnswerCounts? _mended;
    private int _goodAwaited;

    /// <summary>Counts an answer.</summary>
    /// <param name="took">From the request's arrival to the end of the answer.</param>
    /// <param name="failed">Whether it ended in a 5xx.</param>
    public void Add(TimeSpan took, bool failed)
    {
        var counts = _counts ?? Begin();
        Interlocked.Increment(ref counts[AnswerTimes.BucketOf(took) + (failed ? AnswerTimes.Buckets : 0)]);
        var awaited = Volatile.Read(ref _goodAwaited);
        if (failed && awaited != GoodInARow)
            Volatile.Write(ref _goodAwaited, GoodInARow);
        else if (!failed && awaited > 0 && Interlocked.Decrement(ref _goodAwaited) == 0)
            Volatile.Write(ref _mended, Read());
    }

    /// <summary>Returns the counts since this node started.</summary>
    public AnswerCounts Read()
    {
        if (Volatile.Read(ref _counts) is not { } counts)
            return AnswerCounts.None;
        var copy = new long[counts.Length];
        for (var place = 0; place < copy.Length; place++)
            copy[place] = Volatile.Read(ref counts[place]);
        return new AnswerCounts(copy);
    }

    /// <summary>Returns what was answered in each half minute of the last hour, the newest first.</summary>
    public IReadOnlyList<AnswerCounts> ReadHistory() => _history.Read();

    /// <summary>Returns the counts of the last five minutes.</summary>
    public AnswerCounts ReadLately() => ReadSince(Copies);

    /// <summary>
    /// Returns the counts of the last minute (half a minute of it for certain), or since the side last answered well again.
    /// </summary>
    public AnswerCounts ReadLastMinute()
    {
        var minute = ReadSince(CopiesOfAMinute);
        return Volatile.Read(ref _mended) is { } mended && Read().Since(mended) is var since && since.Answered < minute.Answered
            ? since
            : minute;
    }

    /// <summary>Takes a copy, and lets go of the oldest one.</summary>
    public void Turn()
    {
        var now = Read();
        lock (_earlier)
        {
            // A side that answers nothing keeps the same copy, and none where it never answered.
            if (_earlier.TryPeek(out _) && _earlier.Last() is { } last && last.Answered == now.Answered)
                now = last;
            _history.Add(now.Since(_earlier.LastOrDefault() ?? AnswerCounts.None));
            _earlier.Enqueue(now);
            if (_earlier.Count > Copies)
                _earlier.Dequeue();
        }
    }

    private AnswerCounts ReadSince(int copies)
    {
        var now = Read();
        lock (_earlier)
            return _earlier.Count < copies ? now : now.Since(_earlier.ElementAt(_earlier.Count - copies));
    }

    private long[] Begin()
    {
        var counts = new long[2 * AnswerTimes.Buckets];
        return Interlocked.CompareExchange(ref _counts, counts, null) ?? counts;
    }
}
