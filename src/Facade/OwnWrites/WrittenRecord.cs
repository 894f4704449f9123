using Hub.ServiceKit.Changes;

namespace Hub.Facade.OwnWrites;

/// <summary>The last write of a record that a caller was told of.</summary>
/// <param name="Side">The side that took it.</param>
/// <param name="Age">How long ago that was, by the store's clock.</param>
internal readonly record struct WrittenRecord(Side Side, TimeSpan Age);

/// <summary>A write that a caller is about to be told of.</summary>
/// <param name="Entity">The entity: <c>orders</c>.</param>
/// <param name="Names">The record's <see cref="RecordNames"/>.</param>
/// <param name="Side">The side that took it.</param>
internal sealed record AcknowledgedWrite(string Entity, IReadOnlyList<string> Names, Side Side)
{
    /// <summary>Completes once every node can know of it; false where the store could not be told.</summary>
    public TaskCompletionSource<bool> Noted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
