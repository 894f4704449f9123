using Hub.Invoices.Applying;
using Hub.Invoices.Storing;
using Hub.Platform.Changes;
using Hub.Platform.Sides;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Invoices;

/// <summary>
/// Brings the store up to date and opens the service's doors. It does so while the host is still starting, so that
/// whoever looks a door up when started finds it, in whatever order the parts were added.
/// </summary>
internal sealed partial class InvoicesService(
    IServiceProvider services,
    HostedSides sides,
    ChangeParties parties,
    InvoicesStore store,
    InvoiceChangeTarget target,
    ILogger<InvoicesService> logger) : IHostedLifecycleService
{
    private const string Name = "service:invoices";

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await store.MigrateAsync();
        parties.Register(Name, "invoices", target);
        sides.Register(Name, SidePipeline.Build(services, endpoints => endpoints.MapInvoices()));
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
