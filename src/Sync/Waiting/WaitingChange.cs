namespace Hub.Sync.Waiting;

/// <summary>A change that goes on by itself when the record it names is known on the other side.</summary>
/// <param name="Stream">The stream it came through: <c>orders: adapter:erp > service:orders</c>.</param>
/// <param name="Key">The record's key on the side it came from.</param>
/// <param name="Version">The record's version there.</param>
/// <param name="Parent">The entity it waits for.</param>
/// <param name="ParentKey">The key it waits for, on the side the change came from.</param>
/// <param name="Since">Since when the record waits.</param>
public sealed record WaitingChange(
    string Stream, string Key, long Version, string Parent, string ParentKey, DateTimeOffset Since);
