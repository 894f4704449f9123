using Hub.Invoices.Applying;
using Hub.Invoices.Publishing;
using Hub.Invoices.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Invoices;

internal sealed class InvoicesService(
    IServiceProvider services, InvoicesStore store, InvoiceLog log, InvoiceChangeTarget target,
    ILogger<InvoicesService> logger)
    : NewService(services, store, logger)
{
    protected override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapInvoices();

    protected override void Register(ChangeParties parties)
    {
        parties.Register(Side, "invoices", log);
        parties.Register(Side, "invoices", target);
    }
}
