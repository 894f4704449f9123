namespace Hub.Sync.Applying;

/// <summary>A change that a person must look at.</summary>
/// <param name="Id">What it is replayed by.</param>
/// <param name="Stream">The stream it came through: <c>orders: adapter:erp > service:orders</c>.</param>
/// <param name="Key">The record's key on the side it came from.</param>
/// <param name="Version">The record's version there.</param>
/// <param name="Reason">Why it is parked.</param>
/// <param name="ParkedAt">Since when.</param>
public sealed record ParkedChange(string Id, string Stream, string Key, long Version, string Reason, DateTimeOffset ParkedAt);
