namespace Hub.Platform.Plan;

/// <summary>
/// A part that serves plans: endpoints, adapters, documents. It builds all it needs of a plan before the plan may be served,
/// and then serves exactly what it built.
/// </summary>
public interface IPlanPart
{
    /// <summary>
    /// Builds what this part serves of a valid plan; what is served now stays as it is. Whatever cannot be built is added to
    /// <paramref name="errors"/>; an exception is reported as a fault of the plan as well.
    /// </summary>
    /// <returns>What was built, for <see cref="MigrationPlan.BuiltBy{T}"/>.</returns>
    object Build(MigrationPlan plan, PlanErrors errors);
}
