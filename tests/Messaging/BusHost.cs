using System.Collections.Concurrent;
using Hub.Platform.Messaging;
using Hub.Tests;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Messaging.Tests;

/// <summary>A process on the bus, as far as the bus can tell.</summary>
internal sealed class BusHost : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly IHost _host;
    private readonly ConcurrentQueue<string> _log = new();

    private BusHost(PartitionedQueue queue, Receiver receiver, RabbitMqAddress? broker)
    {
        Queue = queue;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(this).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddMessaging(broker).AddPartitionedConsumer<Receiver>().AddNodeConsumer<Receiver>();
        // Everything, to see that nothing secret is in it.
        builder.Services.AddLogging(logging => logging.AddFilter("MassTransit", LogLevel.Trace));
        builder.Services.AddSingleton(receiver);
        _host = builder.Build();
    }

    public PartitionedQueue Queue { get; }

    public IBus Bus => _host.Services.GetRequiredService<IBus>();

    public BusAddresses Addresses => _host.Services.GetRequiredService<BusAddresses>();

    public string Logged => string.Join('\n', _log);

    public static async Task<BusHost> StartAsync(PartitionedQueue queue, Receiver receiver, RabbitMqAddress? broker)
    {
        var host = new BusHost(queue, receiver, broker);
        await host._host.StartAsync(TestContext.Current.CancellationToken);
        host._host.Services.GetRequiredService<PartitionedQueues>().Connect(queue);
        return host;
    }

    /// <summary>A host does not wait for its broker; who is first in line for a partition depends on it.</summary>
    public Task ConnectedAsync() =>
        Eventually.HoldsAsync("all partitions to be received from", () => Task.FromResult(
            Enumerable.Range(0, Queue.Partitions).All(n => _log.Any(
                line => line.Contains("Consumer Ok", StringComparison.Ordinal)
                    && line.Contains(Queue.QueueName(n), StringComparison.Ordinal)))));

    public async Task SendAsync<T>(string key, T message, bool answer = false, CancellationToken cancellation = default)
        where T : class
    {
        var endpoint = await Bus.GetSendEndpoint(Addresses.Of(Queue, key));
        await endpoint.Send(message, sending =>
        {
            if (answer)
                sending.ResponseAddress = Addresses.ThisNode;
        }, cancellation);
    }

    public Task SendAsync(string key, int number) => SendAsync(key, new Numbered(key, number));

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _host.StopAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException)
        {
            // It was cut off, and has nobody to say goodbye to.
        }

        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _log.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
