namespace Hub.Benchmarks.Comparing;

/// <summary>How often and how long is measured.</summary>
/// <param name="Rounds">Rounds of each case, in each of which every contender is measured once.</param>
/// <param name="Measurement">Length of one measurement.</param>
/// <param name="WarmUp">Load before the first round, on each contender: the JIT has done its tiers by then.</param>
internal sealed record Schedule(int Rounds, TimeSpan Measurement, TimeSpan WarmUp)
{
    public static Schedule Full { get; } = new(12, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8));

    /// <summary>Shows that all of it works; the figures say nothing.</summary>
    public static Schedule Quick { get; } = new(2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
}
