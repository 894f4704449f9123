using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Messaging;

/// <summary>The only place where MassTransit is configured.</summary>
public static class MessagingServices
{
    /// <summary>Adds the bus, in memory. Consumers are contributed by the parts, before or after this.</summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services)
    {
        services.AddLogging(logging => logging.AddFilter("MassTransit", LogLevel.Warning));
        services.AddOptions<MassTransitHostOptions>().Configure(host => host.WaitUntilStarted = true);
        return services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory((context, transport) => transport.ReceiveFromPartitions(context));
        });
    }

    /// <summary>Contributes a consumer, one instance for all partitions of its queue.</summary>
    /// <typeparam name="TConsumer">The consumer; registered as a singleton.</typeparam>
    public static IServiceCollection AddPartitionedConsumer<TConsumer>(this IServiceCollection services, PartitionedQueue queue)
        where TConsumer : class, IConsumer =>
        services.AddSingleton<TConsumer>()
            .AddSingleton(new PartitionedConsumer(queue, (endpoint, provider) => endpoint.Consumer(provider.GetRequiredService<TConsumer>)));

    // Knows no transport, so that RabbitMQ's configurator is given the same endpoints.
    private static void ReceiveFromPartitions(this IBusFactoryConfigurator transport, IServiceProvider provider)
    {
        foreach (var consumer in provider.GetServices<PartitionedConsumer>())
            for (var partition = 0; partition < consumer.Queue.Partitions; partition++)
                transport.ReceiveEndpoint(consumer.Queue.QueueName(partition), endpoint =>
                {
                    endpoint.ConcurrentMessageLimit = 1;
                    endpoint.ConfigureConsumeTopology = false;
                    consumer.Connect(endpoint, provider);
                });
    }
}
