using Hub.Invoices.Finding;
using Hub.Invoices.Invoicing;
using Hub.Invoices.Ledger;
using Hub.Invoices.Taxing;
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
        group.MapGet("/invoices/{id}", FindInvoices.GetAsync).Describes(InvoicesContract.Get);
        group.MapGet("/invoices", FindInvoices.ListAsync).ReadsQuery().Describes(InvoicesContract.List);
        group.MapGet("/customers/{customerId}/invoices", FindInvoices.OfCustomerAsync).ReadsQuery();
        group.MapPost("/invoices", InvoiceEndpoints.MakeAsync).Describes(InvoicesContract.Make);
        group.MapPost("/invoices/{id}/cancel", InvoiceEndpoints.CancelAsync).Describes(InvoicesContract.Cancel);
        group.MapGet("/ledger/entries", FindLedger.EntriesAsync).ReadsQuery().Describes(LedgerContract.Entries);
        group.MapGet("/ledger/balances", FindLedger.BalancesAsync).ReadsQuery().Describes(LedgerContract.Balances);
        group.MapGet("/tax-rates", TaxRatesApi.ListAsync).ReadsQuery().Describes(LedgerContract.TaxRates);
        group.MapPost("/tax-rates", TaxRatesApi.AddAsync).Describes(LedgerContract.AddTaxRate);
        return group;
    }
}
