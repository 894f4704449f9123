namespace Hub.Platform.Plan;

/// <summary>How many of a capability's reads are asked of the other side as well, to be compared.</summary>
/// <param name="Share">At stage shadow, above 0 to 1.</param>
/// <param name="AfterShift">At stages canary and new, 0 to 1; null where the plan does not say.</param>
/// <param name="Rate">How many a second of each route on each node; null where only the node's own bound holds.</param>
/// <param name="Concurrency">How many of each route are asked at once on each node.</param>
public sealed record ShadowPlan(double Share, double? AfterShift, double? Rate, int Concurrency)
{
    /// <summary>The share after a shift where the plan names a guardrail or gates, and does not say it.</summary>
    public const double DefaultAfterShift = 0.1;

    /// <summary>What holds where a plan says nothing.</summary>
    public static ShadowPlan Default { get; } = new(Share: 1, AfterShift: null, Rate: null, Concurrency: 4);
}
