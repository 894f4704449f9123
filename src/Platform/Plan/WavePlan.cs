using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>Routes of a capability that are to come to a stage together.</summary>
/// <param name="To">The stage, as the plan names it: <c>canary</c>.</param>
/// <param name="Routes">The routes' ids; all of the capability where the plan names none.</param>
/// <param name="By">The last day on which they come there in time; null where the plan sets none.</param>
/// <param name="At">Where it stands.</param>
public sealed record WavePlan(string To, ImmutableArray<string> Routes, DateOnly? By, PlanLocation At);
