namespace Hub.Facade.CanaryShare;

/// <summary>
/// Tells whether as many cohort keys are answered by the new side as a canary's percentage says: a sample-ratio test that may be
/// read after every request. A mixture of other shares is laid against the share that was set; the ratio of both exceeds
/// 1/<see cref="Alpha"/> with at most that probability where the share is true (Ville's inequality). Each depth
/// of the sample has a test of its own, and its part of the probability: 1/2, 1/4, 1/8 and so on.
/// </summary>
internal static class ShareTest
{
    /// <summary>How often a canary that is as it was set is called otherwise, at most, however often one looks.</summary>
    public const double Alpha = 0.001;

    // Distances in log odds, each below and above: from a tenth to seven times the odds.
    private static readonly double[] Apart = [0.1, 0.25, 0.5, 1, 2];

    /// <summary>Returns whether the keys of a sample contradict the share that was set.</summary>
    /// <param name="kept">How many keys the sample holds.</param>
    /// <param name="atNew">How many of them the new side has answered.</param>
    /// <param name="depth">The sample's depth.</param>
    /// <param name="percent">The share that was set, from 0 to 100.</param>
    public static bool Contradicts(int kept, int atNew, int depth, double percent) => percent switch
    {
        <= 0 => atNew > 0,
        >= 100 => atNew < kept,
        _ => LogRatio(kept, atNew, percent / 100) >= ((depth + 1) * Math.Log(2)) - Math.Log(Alpha),
    };

    private static double LogRatio(int kept, int atNew, double share)
    {
        var odds = Math.Log(share / (1 - share));
        var terms = Apart.SelectMany(a => new[] { odds - a, odds + a })
            .Select(o => 1 / (1 + Math.Exp(-o)))
            .Select(other => (atNew * Math.Log(other / share)) + ((kept - atNew) * Math.Log((1 - other) / (1 - share))))
            .ToList();
        var most = terms.Max();
        return most + Math.Log(terms.Average(t => Math.Exp(t - most)));
    }
}
