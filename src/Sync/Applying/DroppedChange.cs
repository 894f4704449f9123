namespace Hub.Sync.Applying;

/// <summary>A change that a person dropped, and that the other side still lacks.</summary>
/// <param name="Id">The id that it was parked under.</param>
/// <param name="Stream">The stream it came through: <c>customers: service:customers > adapter:crm</c>.</param>
/// <param name="Key">The record's key on the side it came from.</param>
/// <param name="Version">The record's version there.</param>
/// <param name="Reason">Why it was parked.</param>
/// <param name="DroppedAt">When it was dropped.</param>
public sealed record DroppedChange(string Id, string Stream, string Key, long Version, string Reason, DateTimeOffset DroppedAt);
