namespace Hub.Benchmarks.Comparing;

/// <summary>
/// A median and its distribution-free confidence interval from order statistics: how many of n samples fall below the
/// true median is binomial(n, ½), whatever their distribution (David and Nagaraja, Order Statistics, 3rd ed., 7.1).
/// </summary>
/// <param name="Median">The samples' median.</param>
/// <param name="Low">The k-th smallest sample.</param>
/// <param name="High">The k-th largest sample.</param>
/// <param name="Confidence">
/// The interval's coverage: at least 95 % with six samples or more; with fewer, what the whole range covers.
/// </param>
internal readonly record struct MedianInterval(double Median, double Low, double High, double Confidence)
{
    private const double Wanted = 0.95;

    public static MedianInterval Of(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        var n = sorted.Length;
        ArgumentOutOfRangeException.ThrowIfZero(n, nameof(samples));

        // below(k) = P(fewer than k of n samples lie below the median); coverage = 1 - 2 below(k), for the largest k that does.
        var probability = Math.Pow(0.5, n);
        var (k, below) = (1, probability);
        while (k < n / 2)
        {
            probability *= (double)(n - k + 1) / k;
            if (1 - (2 * (below + probability)) < Wanted)
                break;
            (k, below) = (k + 1, below + probability);
        }

        return new MedianInterval(
            (sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[k - 1], sorted[n - k], Math.Max(0, 1 - (2 * below)));
    }
}
