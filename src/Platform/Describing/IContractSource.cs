using Hub.Platform.Plan;

namespace Hub.Platform.Describing;

/// <summary>A part that knows what routes take and answer; it reads that from the plan, and so in every process.</summary>
public interface IContractSource
{
    /// <summary>Adds what it knows of a valid plan to <paramref name="contract"/>.</summary>
    void Describe(MigrationPlan plan, PublicContract contract);
}
