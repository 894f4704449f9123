namespace Hub.Platform.Plan;

/// <summary>How much worse than the legacy side the new side may be before a route steps back by itself.</summary>
/// <param name="Errors">By how much its share of failures (5xx) may exceed legacy's: 0.005 for half a point; or null.</param>
/// <param name="Latency">How many times legacy's p99 it may take for one in a hundred; null for any.</param>
/// <param name="Mismatch">The share of compared answers that may differ; null for any.</param>
public sealed record GuardrailPlan(double? Errors, double? Latency, double? Mismatch)
{
    /// <summary>What holds where the plan names a guardrail, or gates, and no limit.</summary>
    public static GuardrailPlan Default { get; } = new(Errors: 0.005, Latency: 2, Mismatch: 0.01);
}
