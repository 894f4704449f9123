using Hub.Invoices.Crediting;
using Hub.Invoices.Finding;
using Hub.Invoices.Invoicing;
using Hub.Invoices.Ledger;
using Hub.Invoices.Paying;
using Hub.Invoices.Refunding;
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
        group.MapPost("/invoices/{id}/payments", PaymentEndpoints.PayAsync).Describes(PaymentsContract.Pay);
        group.MapGet("/invoices/{id}/payments", FindPayments.OfInvoiceAsync).ReadsQuery().Describes(PaymentsContract.OfInvoice);
        group.MapPost("/invoices/{id}/credit-notes", CreditNoteEndpoints.MakeAsync).Describes(CreditContract.Make);
        group.MapGet("/invoices/{id}/credit-notes", CreditNoteEndpoints.ListAsync).Describes(CreditContract.List);
        group.MapPost("/payments", PaymentEndpoints.ReceiveAsync).Describes(PaymentsContract.Receive);
        group.MapGet("/payments", FindPayments.ListAsync).ReadsQuery().Describes(PaymentsContract.List);
        group.MapGet("/payments/{id}", FindPayments.GetAsync).Describes(PaymentsContract.Get);
        group.MapGet("/customers/{customerId}/credit", RefundEndpoints.CreditAsync).Describes(CreditContract.OfCustomer);
        group.MapPost("/customers/{customerId}/refunds", RefundEndpoints.PayBackAsync).Describes(CreditContract.PayBack);
        group.MapGet("/ledger/entries", FindLedger.EntriesAsync).ReadsQuery().Describes(LedgerContract.Entries);
        group.MapGet("/ledger/balances", FindLedger.BalancesAsync).ReadsQuery().Describes(LedgerContract.Balances);
        group.MapGet("/tax-rates", TaxRateEndpoints.ListAsync).ReadsQuery().Describes(LedgerContract.TaxRates);
        group.MapPost("/tax-rates", TaxRateEndpoints.AddAsync).Describes(LedgerContract.AddTaxRate);
        return group;
    }
}
