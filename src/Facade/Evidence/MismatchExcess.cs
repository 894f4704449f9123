namespace Hub.Facade.Evidence;

/// <summary>
/// Tells that the sides differ more often than a share, however often one looks: a mixture of likelihood ratios of larger shares
/// against it, the counterpart of <see cref="MismatchBound"/>. Where the share or less is true, the ratio exceeds
/// 1/(1 - confidence) with a probability of 1 - confidence at most (Ville's inequality).
/// </summary>
internal static class MismatchExcess
{
    // By how much the odds of a difference are larger than at the share, all with the same weight.
    private static readonly double[] Odds = [1.5, 2, 4, 10, 40, 200, 1000];

    /// <summary>Returns whether the sides differ more often than a share.</summary>
    /// <param name="share">The share, above 0 and below 1.</param>
    /// <param name="compared">How many answers were compared.</param>
    /// <param name="different">How many of them differed.</param>
    /// <param name="confidence">Above 0 and below 1: 0.95.</param>
    public static bool IsAbove(double share, long compared, long different, double confidence)
    {
        var terms = Odds.Select(o => LogRatio(share, o, compared, different)).ToList();
        var most = terms.Max();
        return most + Math.Log(terms.Average(t => Math.Exp(t - most))) >= -Math.Log(1 - confidence);
    }

    // With odds o times those of p, the larger share is op/(1 - p + op).
    private static double LogRatio(double p, double odds, long compared, long different)
    {
        var scale = 1 - p + (odds * p);
        return (different * Math.Log(odds / scale)) - ((compared - different) * Math.Log(scale));
    }
}
