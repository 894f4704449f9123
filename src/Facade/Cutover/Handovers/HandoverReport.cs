namespace Hub.Facade.Cutover.Handovers;

/// <summary>A step of a handover that has been made.</summary>
/// <param name="Step">The step: <c>hold</c>, <c>drained</c>, <c>caught up</c> or <c>owner</c>.</param>
/// <param name="Milliseconds">When, since the hold began.</param>
/// <param name="Detail">What was found, for people.</param>
internal sealed record HandoverReport(string Step, double Milliseconds, string Detail);
