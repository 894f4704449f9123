namespace Hub.Platform.Routing;

/// <summary>Revisions that follow each other with one plan.</summary>
/// <param name="First">The number of the first of them, which brought the plan.</param>
/// <param name="Last">The number of the last of them.</param>
/// <param name="Plan">The plan's hash.</param>
/// <param name="Author">Who brought it.</param>
/// <param name="Reason">Why.</param>
/// <param name="At">When.</param>
public sealed record PlanSpan(long First, long Last, string Plan, string Author, string Reason, DateTimeOffset At);
