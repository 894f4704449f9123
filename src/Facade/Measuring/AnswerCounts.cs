namespace Hub.Facade.Measuring;

/// <summary>How many answers a side gave, by how long they took and whether they failed. Never altered.</summary>
internal sealed class AnswerCounts
{
    // Those that failed stand behind those that did not.
    private readonly long[] _counts;

    public AnswerCounts(long[] counts)
    {
        _counts = counts;
        Failed = counts.Skip(AnswerTimes.Buckets).Sum();
        Answered = counts.Sum();
    }

    /// <summary>No answer yet.</summary>
    public static AnswerCounts None { get; } = new([]);

    /// <summary>All answers, failed ones too.</summary>
    public long Answered { get; }

    /// <summary>Those that ended in a 5xx.</summary>
    public long Failed { get; }

    /// <summary>Returns the time that a share of the answers did not take longer than; null without any answer.</summary>
    /// <param name="share">The share, above 0 to 1: 0.99 for p99.</param>
    public double? Percentile(double share)
    {
        if (Answered == 0)
            return null;
        var left = (long)Math.Ceiling(share * Answered);
        for (var bucket = 0; bucket < AnswerTimes.Buckets; bucket++)
        {
            left -= _counts[bucket] + _counts[bucket + AnswerTimes.Buckets];
            if (left <= 0)
                return Math.Round(AnswerTimes.MillisecondsOf(bucket), 2);
        }

        return null;
    }

    /// <summary>Returns both together: of several routes, or of several nodes.</summary>
    public AnswerCounts Plus(AnswerCounts other) => Combine(this, other, 1);

    /// <summary>Returns what came after an earlier count of the same side.</summary>
    public AnswerCounts Since(AnswerCounts earlier) => Combine(this, earlier, -1);

    /// <summary>Returns the counts above 0 by their place, for other nodes to add.</summary>
    public IReadOnlyDictionary<int, long> ToSparse() =>
        _counts.Index().Where(c => c.Item > 0).ToDictionary(c => c.Index, c => c.Item);

    /// <summary>Returns the counts that another node told; places that this build does not know are left out.</summary>
    public static AnswerCounts Of(IReadOnlyDictionary<int, long> sparse)
    {
        var counts = new long[2 * AnswerTimes.Buckets];
        foreach (var (place, count) in sparse)
            if (place >= 0 && place < counts.Length)
                counts[place] = Math.Max(0, count);
        return new AnswerCounts(counts);
    }

    private static AnswerCounts Combine(AnswerCounts one, AnswerCounts other, int sign)
    {
        if (other._counts.Length == 0)
            return one;
        var counts = new long[2 * AnswerTimes.Buckets];
        one._counts.CopyTo(counts, 0);
        for (var place = 0; place < other._counts.Length; place++)
            counts[place] += sign * other._counts[place];
        return new AnswerCounts(counts);
    }
}
