namespace Hub.Facade.Guarding;

/// <summary>
/// The limits of each signal. Their budgets add up to less than 1 %: the chance that a route whose new side is as good as legacy
/// steps back within a day.
/// </summary>
internal static class GuardLimits
{
    /// <summary>Returns the limits of failures.</summary>
    /// <param name="excess">By how much the share of failures may exceed legacy's.</param>
    public static ExcessLimits Errors(double excess) => new(excess, Budget: 0.006, LaterBudget: 0.0005);

    /// <summary>Returns the limits of slow answers: one in a hundred more than at legacy. A process that has just
    /// started answers some slowly.</summary>
    public static ExcessLimits Latency { get; } = new(Excess: 0.01, Budget: 0.001, LaterBudget: 0.0003, FewestBad: 20);

    /// <summary>Returns the limits of answers that differ, whose rate is held against the plan's.</summary>
    public static ExcessLimits Mismatch { get; } = new(Excess: 0, Budget: 0.001, LaterBudget: 0.0002);
}
