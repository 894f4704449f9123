namespace Hub.Platform.Plan;

/// <summary>
/// A part's own check of a plan. Every rule runs on every plan before it is served, and each adds all it finds.
/// </summary>
public interface IPlanRule
{
    /// <summary>Adds every fault found to <paramref name="errors"/>; throws nothing.</summary>
    void Check(MigrationPlan plan, PlanErrors errors);
}
