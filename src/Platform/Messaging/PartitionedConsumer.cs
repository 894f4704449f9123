using MassTransit;

namespace Hub.Platform.Messaging;

/// <summary>What a part contributes to the bus: one consumer behind all of <see cref="PartitionedQueues"/>.</summary>
/// <param name="Connect">Connects the consumer to the endpoint of one partition.</param>
internal sealed record PartitionedConsumer(Action<IReceiveEndpointConfigurator, IServiceProvider> Connect);
