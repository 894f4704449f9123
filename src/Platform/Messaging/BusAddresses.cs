using MassTransit;

namespace Hub.Platform.Messaging;

/// <summary>Where messages are sent to. Both transports understand the addresses, each in its own way.</summary>
public sealed class BusAddresses
{
    internal BusAddresses(bool spansProcesses) => SpansProcesses = spansProcesses;

    /// <summary>Whether other processes are on the bus; in memory there are none.</summary>
    public bool SpansProcesses { get; }

    /// <summary>The queue of this process alone, which goes when the process goes. An address for answers.</summary>
    public Uri ThisNode => new($"exchange:{NodeQueue}{(SpansProcesses ? "?temporary=true" : "")}");

    internal string NodeQueue { get; } = $"hub-node-{NewId.NextGuid():N}";

    /// <summary>The partition that messages of a key go through.</summary>
    // Who sends makes the queue if need be, and must make the one that receivers expect.
    public Uri Of(PartitionedQueue queue, string key) =>
        new($"queue:{queue.QueueName(queue.PartitionOf(key))}{(SpansProcesses ? "?singleactiveconsumer=true" : "")}");

    /// <summary>Whether an endpoint receives what is sent to <see cref="ThisNode"/>.</summary>
    public bool IsThisNode(Uri endpoint) => endpoint.AbsolutePath.EndsWith(NodeQueue, StringComparison.Ordinal);
}
