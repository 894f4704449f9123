namespace Hub.Sync.Parking;

/// <summary>A person wants a parked change put through once more.</summary>
/// <param name="Request">Which asking this is.</param>
/// <param name="Id">The parked change.</param>
internal sealed record ReplayMessage(Guid Request, string Id);

/// <summary>What became of it.</summary>
/// <param name="Request">Which asking is answered.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why it is still parked.</param>
internal sealed record ReplayAnswer(Guid Request, ReplayOutcome Outcome, string? Reason);
