using MassTransit;

namespace Hub.Platform.Messaging;

/// <summary>What a part contributes to the bus: one consumer behind one partitioned queue.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Connect">Connects the consumer to the endpoint of one partition.</param>
internal sealed record PartitionedConsumer(
    PartitionedQueue Queue, Action<IReceiveEndpointConfigurator, IServiceProvider> Connect);
