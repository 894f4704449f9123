using Hub.Invoices.Applying;
using Hub.Invoices.Crediting;
using Hub.Invoices.Invoicing;
using Hub.Invoices.Paying;
using Hub.Invoices.Publishing;
using Hub.Invoices.Refunding;
using Hub.Invoices.Storing;
using Hub.Invoices.Taxing;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Invoices;

/// <summary>The invoices service's front door.</summary>
public static class InvoicesRegistration
{
    /// <summary>The record that links keep in step.</summary>
    public static EntityContract Contract { get; } =
        EntityContract.Of(
            "service:invoices", "invoices", InvoiceJson.Default.Invoice, endpoints => endpoints.MapInvoices());

    /// <summary>
    /// Adds the invoices service: the hosted side <c>service:invoices</c>, the source of changes of <c>invoices</c> and
    /// the target of the legacy side's. All are there before any hosted service starts. Needs a <see cref="DataFolder"/>.
    /// </summary>
    public static IServiceCollection AddInvoices(this IServiceCollection services)
    {
        services.AddSingleton<InvoicesStore>();
        services.AddSingleton<InvoiceLog>();
        services.AddSingleton<InvoiceKeeping>();
        services.AddSingleton<PaymentKeeping>();
        services.AddSingleton<CreditNoteKeeping>();
        services.AddSingleton<RefundKeeping>();
        services.AddSingleton<TaxRateKeeping>();
        services.AddSingleton<InvoiceChangeTarget>();
        return services.AddNewService<InvoicesService>();
    }
}
