namespace Hub.Benchmarks.Comparing;

/// <summary>How often and how long is measured.</summary>
/// <param name="Pairs">Pairs of measurements, subject and peer, of each case.</param>
/// <param name="Measurement">Length of one measurement.</param>
/// <param name="WarmUp">Load before the first pair, on each contender: the JIT has done its tiers by then.</param>
internal sealed record Schedule(int Pairs, TimeSpan Measurement, TimeSpan WarmUp)
{
    public static Schedule Full { get; } = new(20, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));

    /// <summary>Shows that all of it works; the figures say nothing.</summary>
    public static Schedule Quick { get; } = new(3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
}
