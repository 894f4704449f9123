namespace Hub.Platform.Plan;

/// <summary>How a side is kept from harm, and its callers from its failures. What is null or 0 is not done.</summary>
/// <param name="Concurrency">Requests with it at once, from this node.</param>
/// <param name="Timeout">How long it may give no sign of life; of a hosted side, how long a read may take.</param>
/// <param name="Breaker">When it is left alone for a while.</param>
/// <param name="Health">How a side at an address is asked whether it is well.</param>
/// <param name="Retries">How often a GET, HEAD or OPTIONS is sent again while nothing has been answered.</param>
/// <param name="FallsBack">Whether the legacy side answers such requests when this one, the new side, cannot.</param>
public sealed record SideProtection(
    int? Concurrency, TimeSpan? Timeout, BreakerPlan? Breaker, HealthPlan? Health, int Retries, bool FallsBack)
{
    /// <summary>What one caller may have of the requests at once that others leave, up to 1; null for the default.</summary>
    public double? PerCaller { get; init; }

    /// <summary>What it is asked in the background, over all nodes; null where the plan does not say.</summary>
    public ShadowLimits? Shadows { get; init; }
}

/// <summary>When a side is left alone.</summary>
/// <param name="Failures">The share of failures that opens the breaker, above 0 to 1.</param>
/// <param name="Of">Requests it takes to judge, at least 2.</param>
/// <param name="Within">The time they are counted in, at least 500 ms.</param>
/// <param name="For">How long it is left alone, at least 500 ms.</param>
public sealed record BreakerPlan(double Failures, int Of, TimeSpan Within, TimeSpan For);

/// <summary>How a side is asked whether it is well.</summary>
/// <param name="Path">What is fetched there; any 2xx is well.</param>
/// <param name="Every">How often.</param>
public sealed record HealthPlan(string Path, TimeSpan Every);
