using System.Collections.Immutable;

namespace Hub.Facade.Guarding;

/// <summary>
/// Tests sequentially whether bad answers are more frequent at the new side than at the legacy side. It may be read after every
/// answer: where they are not more frequent, the chance of ever reading a breach within a day is
/// <see cref="ExcessLimits.Budget"/> + <see cref="ExcessLimits.LaterBudget"/> at most. Never altered.
/// </summary>
/// <remarks>
/// <para>Paired: given how many answers each side gave within a window and how many were bad in all, the number of bad ones at
/// new is hypergeometric where both sides are alike, whatever their common rate is then. For an odds ratio r, r^bad(new)
/// divided by its mean under that distribution (Fisher's noncentral against the central one) has a mean of 1. The product over
/// windows is an e-process, so Ville's inequality bounds it at all times; the rates may change from window to window. It follows
/// the tests of counts by Lindon and Malek (2022) and of two streams by Turner, Ly and Grünwald (2024). Alone: the likelihood
/// ratio of the same odds ratio against a rate that legacy is known not to exceed.</para>
/// <para>A good time outweighs a bad one that follows, so that further tests begin all the time, each with its share of a day's
/// budget: R = (R + share)·ratio, whose mean grows by the shares alone where both sides are alike (Shiryaev and Roberts; the
/// e-detectors of Shin, Ramdas and Rinaldo 2024), so that Doob's inequality bounds it within the day.</para>
/// </remarks>
internal sealed record ExcessTest
{
    // A window of a few answers of each side tells more of each than one answer by itself.
    private const int FewestInWindow = 7;

    // Of more bad answers in one window the binomial's mean is taken, which is the larger one (Hoeffding 1963, theorem 4).
    private const int MostExact = 200;

    // The odds ratios that are laid against "alike", and how much on each: broken altogether, and ten times worse.
    private static readonly (double Ratio, double Weight)[] Against = [(100, 0.6), (12, 0.4)];

    /// <summary>What was seen since the test began.</summary>
    public WindowCounts All { get; init; }

    /// <summary>What was seen lately, over several lengths of time.</summary>
    public ImmutableArray<RecentCounts> Lately { get; init; } = RecentCounts.None;

    /// <summary>The logarithm of the evidence of the test that began first, by odds ratio.</summary>
    public ImmutableArray<double> First { get; init; } = [.. Against.Select(_ => 0.0)];

    /// <summary>The logarithm of the evidence of those that began later, by odds ratio.</summary>
    public ImmutableArray<double> Later { get; init; } = [.. Against.Select(_ => -1e9)];

    /// <summary>When it last took in a window, or began.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Returns whether a window with answers of both sides is complete, whatever they were.</summary>
    public static bool IsComplete(in WindowCounts window) =>
        window is { Legacy: > 0, New: > 0 } && window.Legacy + window.New >= FewestInWindow;

    /// <summary>Begins to test.</summary>
    public static ExcessTest BeginAt(DateTimeOffset at) => new() { At = at };

    /// <summary>Takes a window into account.</summary>
    /// <param name="window">What was answered; which window that is must not depend on how many were bad.</param>
    /// <param name="known">
    /// The rate that legacy is known not to exceed, where it answers too little to be compared with; null where the window holds
    /// answers of both.
    /// </param>
    /// <param name="at">When.</param>
    public ExcessTest Add(in WindowCounts window, double? known, DateTimeOffset at)
    {
        var share = Math.Log(Math.Max(1e-12, (at - At) / TimeSpan.FromDays(1)));
        var (first, later) = (new double[Against.Length], new double[Against.Length]);
        for (var i = 0; i < first.Length; i++)
        {
            var gain = known is { } rate ? Alone(window, Against[i].Ratio, rate) : Paired(window, Against[i].Ratio);
            first[i] = First[i] + gain;
            later[i] = LogSum(Later[i], share) + gain;
        }

        var seen = window;
        return this with
        {
            All = All + window,
            Lately = [.. Lately.Select(r => r.Plus(seen))],
            First = [.. first],
            Later = [.. later],
            At = at > At ? at : At,
        };
    }

    /// <summary>Returns the counts that prove a breach; null while nothing does.</summary>
    /// <param name="limits">What counts as a breach.</param>
    /// <param name="known">Legacy's rate where it answers too little to be compared with; null for unknown.</param>
    public WindowCounts? FindBreach(ExcessLimits limits, double? known = null) =>
        LogEvidence(First) >= -Math.Log(limits.Budget) && IsMuch(All, limits, known) ? All
        : LogEvidence(Later) >= -Math.Log(limits.LaterBudget)
            ? Lately.Select(r => r.Rounded).Cast<WindowCounts?>().FirstOrDefault(c => IsMuch(c!.Value, limits, known))
            : null;

    private static bool IsMuch(in WindowCounts counts, ExcessLimits limits, double? known) =>
        counts.NewBad >= limits.FewestBad && Excess(counts, known) >= limits.Excess;

    private static double Excess(in WindowCounts counts, double? known) =>
        ((double)counts.NewBad / counts.New)
        - (counts.Legacy * 10 >= counts.New ? (double)counts.LegacyBad / Math.Max(1, counts.Legacy) : known ?? 0);

    private static double LogEvidence(ImmutableArray<double> ratios)
    {
        var sum = double.NegativeInfinity;
        for (var i = 0; i < Against.Length; i++)
            sum = LogSum(sum, ratios[i] + Math.Log(Against[i].Weight));
        return sum;
    }

    private static double Paired(in WindowCounts window, double ratio)
    {
        var bad = window.LegacyBad + window.NewBad;
        if (bad == 0)
            return 0;
        var share = (double)window.New / (window.Legacy + window.New);
        return (window.NewBad * Math.Log(ratio))
            - (bad <= MostExact ? LogMean(window, bad, ratio) : bad * Math.Log(1 - share + (share * ratio)));
    }

    /// <summary>Returns the logarithm of the mean of r^X, where X is how many of the window's bad answers are new's.</summary>
    private static double LogMean(in WindowCounts window, long bad, double ratio)
    {
        var least = Math.Max(0, bad - window.Legacy);
        var (chance, chances, powers) = (0.0, double.NegativeInfinity, double.NegativeInfinity);
        for (var x = least; x <= Math.Min(bad, window.New); x++)
        {
            chances = LogSum(chances, chance);
            powers = LogSum(powers, chance + (x * Math.Log(ratio)));
            chance += Math.Log(window.New - x) + Math.Log(bad - x) - Math.Log(x + 1) - Math.Log(window.Legacy - bad + x + 1);
        }

        return powers - chances;
    }

    private static double LogSum(double one, double other)
    {
        var most = Math.Max(one, other);
        return double.IsNegativeInfinity(most) ? most : most + Math.Log(Math.Exp(one - most) + Math.Exp(other - most));
    }

    private static double Alone(in WindowCounts window, double ratio, double rate)
    {
        var more = rate * ratio / (1 - rate + (rate * ratio));
        return (window.NewBad * Math.Log(more / rate)) + ((window.New - window.NewBad) * Math.Log((1 - more) / (1 - rate)));
    }
}

/// <summary>What counts as a breach.</summary>
/// <param name="Excess">By how much the share of bad answers exceeds legacy's at least.</param>
/// <param name="Budget">The chance of a false alarm by the test that begins with a route's state.</param>
/// <param name="LaterBudget">The chance of one within a day by those that begin later.</param>
/// <param name="FewestBad">Fewer bad answers are never a breach, however rare they are at legacy.</param>
internal sealed record ExcessLimits(double Excess, double Budget, double LaterBudget, int FewestBad = 7);
