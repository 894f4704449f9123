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
/// <para>A long good time outweighs a later bad one, so that a further test begins every <see cref="Later"/>, each with its
/// share of a day's budget.</para>
/// </remarks>
internal sealed record ExcessTest
{
    /// <summary>How often a further test begins.</summary>
    public static readonly TimeSpan Later = TimeSpan.FromMinutes(15);

    // A window of a few answers of each side tells more of each than one answer by itself.
    private const int FewestInWindow = 5;

    // Of more bad answers in one window the binomial's mean is taken, which is the larger one (Hoeffding 1963, theorem 4).
    private const int MostExact = 200;
    private const int MostLater = 16;
    private static readonly double PartsOfDay = TimeSpan.FromDays(1) / Later;

    // The odds ratios that are laid against "alike", and how much on each: broken altogether, and ten times worse.
    private static readonly (double Ratio, double Weight)[] Against = [(100, 0.5), (12, 0.5)];

    /// <summary>The tests that run: the first since the route came to its state, and the latest of the later ones.</summary>
    public ImmutableArray<Strand> Strands { get; init; } = [];

    /// <summary>Returns whether a window with answers of both sides is complete, whatever they were.</summary>
    public static bool IsComplete(in WindowCounts window) =>
        window is { Legacy: > 0, New: > 0 } && window.Legacy + window.New >= FewestInWindow;

    /// <summary>Begins to test.</summary>
    public static ExcessTest BeginAt(DateTimeOffset at) => new() { Strands = [Strand.BeginAt(at, isFirst: true)] };

    /// <summary>Takes a window into account.</summary>
    /// <param name="window">What was answered; which window that is must not depend on how many were bad.</param>
    /// <param name="known">
    /// The rate that legacy is known not to exceed, where it answers too little to be compared with; null where the window holds
    /// answers of both.
    /// </param>
    /// <param name="at">When.</param>
    public ExcessTest Add(in WindowCounts window, double? known, DateTimeOffset at)
    {
        var strands = Strands.IsDefaultOrEmpty ? BeginAt(at).Strands : Strands;
        if (at - strands[^1].Since >= Later)
            strands = strands.Count(s => !s.IsFirst) < MostLater
                ? strands.Add(Strand.BeginAt(at, isFirst: false))
                : strands.RemoveAt(strands[0].IsFirst ? 1 : 0).Add(Strand.BeginAt(at, isFirst: false));
        Span<double> gains = stackalloc double[Against.Length];
        for (var i = 0; i < gains.Length; i++)
            gains[i] = known is { } rate ? Alone(window, Against[i].Ratio, rate) : Paired(window, Against[i].Ratio);
        var next = strands.ToBuilder();
        for (var i = 0; i < next.Count; i++)
            next[i] = next[i].Plus(window, gains);
        return this with { Strands = next.MoveToImmutable() };
    }

    /// <summary>Returns the counts that a breach shows in; null while there is none.</summary>
    /// <param name="limits">What counts as a breach.</param>
    /// <param name="known">Legacy's rate where it answers too little to be compared with; null for unknown.</param>
    public WindowCounts? FindBreach(ExcessLimits limits, double? known = null)
    {
        foreach (var strand in Strands)
        {
            var budget = strand.IsFirst ? limits.Budget : limits.LaterBudget / PartsOfDay;
            if (strand.Counts.NewBad >= limits.FewestBad && LogEvidence(strand) >= -Math.Log(budget)
                && Excess(strand.Counts, known) >= limits.Excess)
                return strand.Counts;
        }

        return null;
    }

    private static double Excess(in WindowCounts counts, double? known) =>
        ((double)counts.NewBad / counts.New)
        - (counts.Legacy * 10 >= counts.New ? (double)counts.LegacyBad / Math.Max(1, counts.Legacy) : known ?? 0);

    private static double LogEvidence(Strand strand)
    {
        var (most, sum) = (strand.LogRatios.Max(), 0.0);
        for (var i = 0; i < Against.Length; i++)
            sum += Against[i].Weight * Math.Exp(strand.LogRatios[i] - most);
        return most + Math.Log(sum);
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

    /// <summary>One of the tests.</summary>
    /// <param name="Since">When it began.</param>
    /// <param name="IsFirst">Whether it began with the route's state.</param>
    /// <param name="Counts">What it has seen.</param>
    /// <param name="LogRatios">The logarithm of its evidence, by odds ratio.</param>
    internal sealed record Strand(DateTimeOffset Since, bool IsFirst, WindowCounts Counts, ImmutableArray<double> LogRatios)
    {
        public static Strand BeginAt(DateTimeOffset at, bool isFirst) =>
            new(at, isFirst, default, [.. new double[Against.Length]]);

        public Strand Plus(in WindowCounts window, ReadOnlySpan<double> gains)
        {
            var ratios = new double[gains.Length];
            for (var i = 0; i < ratios.Length; i++)
                ratios[i] = LogRatios[i] + gains[i];
            return this with { Counts = Counts + window, LogRatios = [.. ratios] };
        }
    }
}

/// <summary>What counts as a breach.</summary>
/// <param name="Excess">By how much the share of bad answers exceeds legacy's at least.</param>
/// <param name="Budget">The chance of a false alarm by the test that begins with a route's state.</param>
/// <param name="LaterBudget">The chance of one within a day by those that begin later.</param>
/// <param name="FewestBad">Fewer bad answers are never a breach, however rare they are at legacy.</param>
internal sealed record ExcessLimits(double Excess, double Budget, double LaterBudget, int FewestBad = 7);
