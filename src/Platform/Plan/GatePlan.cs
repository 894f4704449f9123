namespace Hub.Platform.Plan;

/// <summary>What has to be known before a capability's routes are shifted to a stage.</summary>
/// <param name="At">Where it stands.</param>
public sealed record GatePlan(PlanLocation At)
{
    /// <summary>How old a rehearsal may be where the plan does not say.</summary>
    public static TimeSpan DefaultAge { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether the last rehearsal must have found a rollback lossless; what is on its way may be.</summary>
    public bool Lossless { get; init; }

    /// <summary>How old that rehearsal may be.</summary>
    public TimeSpan Rehearsed { get; init; } = DefaultAge;

    /// <summary>
    /// What comparing the sides must have shown; null of a gate that names the way back and nothing else.
    /// </summary>
    public EvidenceGate? Evidence { get; init; }
}
