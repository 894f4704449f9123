using Hub.Invoices.Finding;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Invoices;

internal static class InvoicesApi
{
    public static RouteGroupBuilder MapInvoices(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api").WithTags("invoices")
            .AddEndpointFilter<StorageOutage>().AddEndpointFilter<QueryFilter>();
        group.MapGet("/invoices/{id}", FindInvoices.GetAsync);
        group.MapGet("/customers/{customerId}/invoices", FindInvoices.OfCustomerAsync).ReadsQuery();
        return group;
    }
}
