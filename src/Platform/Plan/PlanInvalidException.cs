namespace Hub.Platform.Plan;

/// <summary>A plan has faults; all of them are in <see cref="Errors"/>.</summary>
public sealed class PlanInvalidException(PlanErrors errors) : Exception($"The plan has {errors.Count} fault(s).")
{
    /// <summary>Every fault, by file and line.</summary>
    public PlanErrors Errors { get; } = errors;
}
