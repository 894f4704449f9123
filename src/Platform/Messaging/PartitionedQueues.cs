using System.Collections.Concurrent;
using MassTransit;

namespace Hub.Platform.Messaging;

/// <summary>
/// The partitioned queues that this process receives from. They are known only while it runs: the targets of a plan, say, each
/// with queues of its own, so that one that hangs occupies no other's.
/// </summary>
public sealed class PartitionedQueues
{
    private readonly IReceiveEndpointConnector _connector;
    private readonly IServiceProvider _provider;
    private readonly List<PartitionedConsumer> _consumers;
    private readonly ConcurrentDictionary<PartitionedQueue, bool> _connected = [];

    internal PartitionedQueues(
        IReceiveEndpointConnector connector, IServiceProvider provider, IEnumerable<PartitionedConsumer> consumers) =>
        (_connector, _provider, _consumers) = (connector, provider, [.. consumers]);

    /// <summary>Receives from a queue from now on; a queue that is received from already stays as it is.</summary>
    public void Connect(PartitionedQueue queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        if (!_connected.TryAdd(queue, true))
            return;
        for (var partition = 0; partition < queue.Partitions; partition++)
            _connector.ConnectReceiveEndpoint(queue.QueueName(partition), (_, endpoint) =>
            {
                endpoint.TakeOneAtATime();
                foreach (var consumer in _consumers)
                    consumer.Connect(endpoint, _provider);
            });
    }
}
