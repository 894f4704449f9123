using System.Numerics;

namespace Hub.Facade.Measuring;

/// <summary>
/// Sorts durations into buckets, four to each doubling, so that a percentile is told with an error of an eighth at most, and
/// counting an answer is one addition.
/// </summary>
internal static class AnswerTimes
{
    /// <summary>The number of buckets; the last one takes everything above two minutes.</summary>
    public const int Buckets = 108;

    /// <summary>Returns the bucket of a duration.</summary>
    public static int BucketOf(TimeSpan took)
    {
        var microseconds = took.Ticks / TimeSpan.TicksPerMicrosecond;
        if (microseconds < 4)
            return (int)Math.Max(0, microseconds);
        var octave = BitOperations.Log2((ulong)microseconds);
        return Math.Min(Buckets - 1, ((octave - 1) * 4) + (int)((microseconds >> (octave - 2)) & 3));
    }

    /// <summary>Returns the middle of a bucket, in milliseconds.</summary>
    public static double MillisecondsOf(int bucket)
    {
        if (bucket < 4)
            return bucket / 1000.0;
        var width = 1L << ((bucket / 4) - 1);
        return ((4 + (bucket % 4)) + 0.5) * width / 1000.0;
    }
}
