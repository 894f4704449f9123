using Hub.ServiceKit.Storage;

namespace Hub.Platform.Nodes;

/// <summary>
/// This node's own lease. While it holds, a shift waits for this node to say that it serves the new revision; a node
/// cut off from the store loses it, and must not write where both sides are kept in step by what it believes.
/// </summary>
public sealed class NodeLease(Stores stores, TimeProvider time)
{
    // Two clocks never run at quite the same rate.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);
    private long _renewed = long.MinValue;

    /// <summary>
    /// Whether it holds, by this node's own clock and so never longer than by the store's. A store of one node's own needs none.
    /// </summary>
    public bool Holds => !stores.AreShared
        || (Volatile.Read(ref _renewed) is var at and not long.MinValue && time.GetElapsedTime(at) < NodeRegistry.Lease - Margin);

    /// <summary>It was renewed by a statement sent after this time stamp.</summary>
    internal void Renewed(long timestamp) => Volatile.Write(ref _renewed, timestamp);
}
