using MassTransit;

namespace Hub.Platform.Messaging;

/// <summary>What a part contributes to the bus: a consumer of what is sent to this process and no other.</summary>
/// <param name="Connect">Connects the consumer to this process's endpoint.</param>
internal sealed record NodeConsumer(Action<IReceiveEndpointConfigurator, IServiceProvider> Connect);
