using Hub.Platform.Changes;
using Hub.Platform.Sides;
using Hub.Orders.Applying;
using Hub.Orders.Pricing;
using Hub.Orders.Publishing;
using Hub.Orders.Storing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Orders;

/// <summary>
/// Brings the store up to date and opens the service's doors. It does so while the host is still starting, so that
/// whoever looks a door up when started finds it, in whatever order the parts were added.
/// </summary>
internal sealed partial class OrdersService(
    IServiceProvider services,
    HostedSides sides,
    ChangeParties parties,
    OrdersStore store,
    OrderLog log,
    OrderChangeTarget target,
    ProductPriceTarget prices,
    ILogger<OrdersService> logger) : IHostedLifecycleService
{
    private const string Name = "service:orders";

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await store.MigrateAsync();
        parties.Register(Name, "orders", log);
        parties.Register(Name, "orders", target);
        parties.Register(Name, "products", prices);
        sides.Register(Name, SidePipeline.Build(services, endpoints => endpoints.MapOrders()));
        Serving(Name, store.Database.Location);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "{Side} serves from {Store}")]
    private partial void Serving(string side, string store);
}
