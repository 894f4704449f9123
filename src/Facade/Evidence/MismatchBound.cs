namespace Hub.Facade.Evidence;

/// <summary>
/// An upper bound of the share of requests that the sides answer differently, which holds however often one looks: the
/// confidence sequence of a mixture of likelihood ratios (Robbins 1970; Ville's inequality). For each share p the ratio of a
/// mixture of smaller shares to p grows past 1/(1 - confidence) with no more than that probability where p or more is true.
/// </summary>
internal static class MismatchBound
{
    // Shares of p that are laid against it, and how much on each. Half lies on "never", so that few equal answers are enough
    // where all are equal; the rest keeps its hold where some differ.
    private static readonly (double Share, double Weight)[] Against =
        [(0, 0.5), (0.05, 0.1), (0.2, 0.1), (0.4, 0.1), (0.6, 0.1), (0.8, 0.1)];

    /// <summary>Returns the bound: 1 before there is any evidence.</summary>
    /// <param name="compared">How many answers were compared.</param>
    /// <param name="different">How many of them differed.</param>
    /// <param name="confidence">Above 0 and below 1: 0.95.</param>
    public static double Upper(long compared, long different, double confidence = 0.95)
    {
        var needed = -Math.Log(1 - confidence);
        var (low, high) = (0.0, 1.0);
        // The ratio grows with p: half the interval each time.
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            if (LogRatio(compared, different, middle) < needed)
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    /// <summary>Returns whether the bound has come down to a share.</summary>
    /// <param name="share">The share, above 0 and below 1.</param>
    /// <param name="compared">How many answers were compared.</param>
    /// <param name="different">How many of them differed.</param>
    /// <param name="confidence">Above 0 and below 1: 0.95.</param>
    public static bool IsBelow(double share, long compared, long different, double confidence = 0.95) =>
        LogRatio(compared, different, share) >= -Math.Log(1 - confidence);

    /// <summary>Returns how many more equal answers bring the bound down to a share; 0 where it is there.</summary>
    /// <param name="compared">How many answers were compared.</param>
    /// <param name="different">How many of them differed.</param>
    /// <param name="share">The share, above 0 and below 1.</param>
    /// <param name="confidence">Above 0 and below 1: 0.95.</param>
    public static long Missing(long compared, long different, double share, double confidence = 0.95)
    {
        if (IsBelow(share, compared, different, confidence))
            return 0;
        var (low, high) = (0L, 1L);
        while (!IsBelow(share, compared + high, different, confidence))
            (low, high) = (high, high * 2);
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (!IsBelow(share, compared + middle, different, confidence))
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    private static double LogRatio(long compared, long different, double p)
    {
        if (p <= 0)
            return double.NegativeInfinity;
        if (p >= 1)
            return compared > different ? double.PositiveInfinity : 0;
        var most = double.NegativeInfinity;
        Span<double> terms = stackalloc double[Against.Length];
        for (var i = 0; i < Against.Length; i++)
        {
            var (share, weight) = Against[i];
            terms[i] = Math.Log(weight) + (different == 0 ? 0 : different * Math.Log(share))
                + ((compared - different) * (Math.Log(1 - (share * p)) - Math.Log(1 - p)));
            most = Math.Max(most, terms[i]);
        }

        var sum = 0.0;
        foreach (var term in terms)
            sum += Math.Exp(term - most);
        return most + Math.Log(sum);
    }
}
