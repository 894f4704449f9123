namespace Hub.Sync.Parking;

/// <summary>A person wants a parked change put through once more.</summary>
/// <param name="Request">Which asking this is.</param>
/// <param name="Id">The parked change.</param>
/// <param name="Batch">The act on many that asks for it; null where a person asks for this one.</param>
/// <param name="Content">The record as a person has edited it; null where it goes over as it was parked.</param>
internal sealed record ReplayMessage(Guid Request, string Id, string? Batch = null, string? Content = null);

/// <summary>What became of it.</summary>
/// <param name="Request">Which asking is answered.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why it is still parked.</param>
internal sealed record ReplayAnswer(Guid Request, ReplayOutcome Outcome, string? Reason);
