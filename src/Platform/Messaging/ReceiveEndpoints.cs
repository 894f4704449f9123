using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Platform.Messaging;

/// <summary>The endpoints of this process, the same on every transport, with what RabbitMQ has to be told besides.</summary>
internal static class ReceiveEndpoints
{
    public static void ReceiveForThisNode(this IBusFactoryConfigurator transport, IServiceProvider provider)
    {
        var consumers = provider.GetServices<NodeConsumer>().ToList();
        if (consumers.Count == 0)
            return;
        transport.ReceiveEndpoint(provider.GetRequiredService<BusAddresses>().NodeQueue, endpoint =>
        {
            endpoint.DropWhatFails();
            if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
                (queue.Durable, queue.AutoDelete) = (false, true);
            foreach (var consumer in consumers)
                consumer.Connect(endpoint, provider);
        });
    }

    /// <summary>
    /// Handles one message at a time, in one process at a time: what it did not finish is the next one's first.
    /// </summary>
    public static void TakeOneAtATime(this IReceiveEndpointConfigurator endpoint)
    {
        endpoint.ConcurrentMessageLimit = 1;
        endpoint.DropWhatFails();
        if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
            (queue.SingleActiveConsumer, queue.PrefetchCount) = (true, 1);
    }

    // MassTransit logs it and would then keep it in a queue that nobody empties:
    // what must not be lost is sent again by its sender.
    private static void DropWhatFails(this IReceiveEndpointConfigurator endpoint)
    {
        endpoint.ConfigureConsumeTopology = false;
        endpoint.PublishFaults = false;
        endpoint.DiscardFaultedMessages();
        endpoint.DiscardSkippedMessages();
    }
}
