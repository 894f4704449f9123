using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Messaging;

/// <summary>The only place where MassTransit is configured.</summary>
public static class MessagingServices
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Adds the bus. Consumers are contributed by the parts, before or after this. RabbitMQ need not be there yet:
    /// the process starts all the same, and the bus connects when it can, as it does after an outage.
    /// </summary>
    /// <param name="services">The process's services.</param>
    /// <param name="broker">RabbitMQ's address, <see cref="RabbitMqAddress.Parse"/>; null for a bus in memory.</param>
    public static IServiceCollection AddMessaging(this IServiceCollection services, RabbitMqAddress? broker = null)
    {
        services.AddLogging(logging => logging.AddFilter("MassTransit", LogLevel.Warning));
        services.AddSingleton(new BusAddresses(spansProcesses: broker is not null));
        services.AddSingleton(provider => new PartitionedQueues(
            provider.GetRequiredService<IReceiveEndpointConnector>(), provider, provider.GetServices<PartitionedConsumer>()));
        services.AddOptions<MassTransitHostOptions>().Configure(host =>
        {
            host.WaitUntilStarted = broker is null;
            if (broker is not null)
                host.StopTimeout = Patience;
        });
        return services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            if (broker is null)
                bus.UsingInMemory((context, transport) => transport.ReceiveForThisNode(context));
            else
                bus.UsingRabbitMq((context, transport) =>
                {
                    transport.Connect(broker);
                    transport.ReceiveForThisNode(context);
                });
        });
    }

    /// <summary>
    /// Contributes a consumer, one instance for all partitions of all <see cref="PartitionedQueues"/>. A message that it throws
    /// at is logged and dropped, so that those behind it go on; a message it had not finished when its process ended comes again.
    /// A consumer that sends must give up in time: the bus lets it end before it connects anew.
    /// </summary>
    /// <typeparam name="TConsumer">The consumer; registered as a singleton.</typeparam>
    public static IServiceCollection AddPartitionedConsumer<TConsumer>(this IServiceCollection services)
        where TConsumer : class, IConsumer =>
        services.AddSingleton<TConsumer>()
            .AddSingleton(new PartitionedConsumer(
                (endpoint, provider) => endpoint.Consumer(provider.GetRequiredService<TConsumer>)));

    /// <summary>
    /// Contributes a consumer of what is sent to <see cref="BusAddresses.ThisNode"/>;
    /// that is lost when the process or the broker goes.
    /// </summary>
    /// <typeparam name="TConsumer">The consumer; registered as a singleton.</typeparam>
    public static IServiceCollection AddNodeConsumer<TConsumer>(this IServiceCollection services)
        where TConsumer : class, IConsumer =>
        services.AddSingleton<TConsumer>()
            .AddSingleton(new NodeConsumer((endpoint, provider) => endpoint.Consumer(provider.GetRequiredService<TConsumer>)));

    private static void Connect(this IRabbitMqBusFactoryConfigurator transport, RabbitMqAddress broker)
    {
        var name = $"hub {Environment.MachineName} {Environment.ProcessId}";
        transport.Host(broker.Host, broker.Port, broker.VirtualHost, name, host =>
        {
            host.Username(broker.User);
            host.Password(broker.Password);
            host.PublisherConfirmation = true;
            host.RequestedConnectionTimeout(Patience);
            host.Heartbeat(Patience);
            if (broker.Secure)
                host.UseSsl(tls => tls.ServerName = broker.Host);
        });
    }
}
