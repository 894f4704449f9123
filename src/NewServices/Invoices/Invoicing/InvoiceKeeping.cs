using Hub.Invoices.Ledger;
using Hub.Invoices.Publishing;
using Hub.Invoices.Storing;
using Hub.Invoices.Taxing;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Invoices.Invoicing;

/// <summary>Makes and cancels invoices.</summary>
internal sealed class InvoiceKeeping(InvoicesStore store, InvoiceLog log, TimeProvider clock) : Bookkeeping(store, log, clock)
{
    /// <summary>
    /// Makes the invoice of an order. The same request, and the same order again, gives the same invoice, so that either may be
    /// tried once more.
    /// </summary>
    public Task<Written<Invoice>> MakeAsync(HttpContext context, AskedInvoice asked) => WriteAsync(context, async write =>
    {
        var (c, t) = (write.Connection, write.Transaction);
        if (await StoredInvoice.FindByReferenceAsync(c, write.Reference, t) is { } earlier)
            return earlier.ToInvoice();
        var errors = InvoiceProblems.NoErrors("invoice");
        var invoice = Of(asked, await TaxRate.FindAsync(c, t, asked.Country, Today), write.Reference, errors);
        if ((await StoredInvoice.FindOfOrderAsync(c, asked.OrderId, t))?.ToInvoice() is { } other)
            return await IsSameAsync(write, other, asked) ? other : Problem.Conflict(
                $"Order {asked.OrderId} was invoiced by {other.Id}, for {other.Gross} {other.Currency}: cancel that one first, "
                + "or leave it as it is.");
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status422UnprocessableEntity);

        // Taken last: a number that is taken is the number of an invoice.
        invoice = invoice with
        {
            Id = InvoiceNumber.IdOf(await NextNumberAsync(write, "invoice", InvoiceNumber.First)),
        };
        await KeepAsync(write, invoice);
        await PostAsync(write, new Posting(EntryKind.Invoice, Today, invoice.Id, invoice.CustomerId, invoice.Currency)
            { By = CallerOf(context) }
            .Debit(Account.Receivables, Cents.Of(invoice.Gross))
            .Credit(Account.Revenue, Cents.Of(invoice.Net))
            .Credit(Account.Tax, Cents.Of(invoice.Tax)));
        return (Written<Invoice>)invoice;
    });

    /// <summary>Cancels an invoice of which nothing was paid or credited; a cancelled one stays so.</summary>
    public Task<Written<Invoice>> CancelAsync(HttpContext context, string id) => WriteAsync(context, async write =>
    {
        if (await StoredInvoice.FindAsync(write.Connection, id, write.Transaction) is not { } stored)
            return InvoiceProblems.NotFound(id);
        var invoice = stored.ToInvoice();
        if (FindUnmet(context.Request.Headers, invoice.Tag) is { } unmet)
            return unmet;
        if (invoice.Status == InvoiceStatus.Cancelled)
            return invoice;
        if (!InvoiceNumber.IsOwn(id))
            return Problem.Conflict($"{id} was made by finance: it is cancelled there.");
        if (stored.Paid != 0 || stored.Credited != 0)
            return Problem.Conflict(
                $"Of {id} {invoice.Paid} {invoice.Currency} were paid and {invoice.Credited ?? 0.00m} credited: "
                + $"make a credit note of what is left, by POST /api/invoices/{id}/credit-notes.");
        invoice = invoice with { Status = InvoiceStatus.Cancelled };
        await KeepAsync(write, invoice);
        await PostAsync(write, new Posting(EntryKind.Cancellation, Today, id, invoice.CustomerId, invoice.Currency)
            { By = CallerOf(context) }
            .Debit(Account.Revenue, Cents.Of(invoice.Net))
            .Debit(Account.Tax, Cents.Of(invoice.Tax))
            .Credit(Account.Receivables, Cents.Of(invoice.Gross)));
        return (Written<Invoice>)invoice;
    });

    private Invoice Of(
        AskedInvoice asked, IReadOnlyDictionary<TaxCategory, decimal> rates, string reference, RequestErrors errors)
    {
        var lines = PricedInvoice.LinesOf(asked, rates, Today, errors);
        var taxes = PricedInvoice.TaxesOf(lines.Select(l => (l.TaxRate ?? 0, l.Amount)));
        var (net, tax) = (lines.Sum(l => l.Amount), taxes.Sum(t => t.Tax));
        return new Invoice
        {
            Id = "",
            OrderId = asked.OrderId,
            CustomerId = asked.CustomerId,
            ExternalReference = reference,
            IssuedOn = Today,
            DueOn = Today.AddDays(asked.PaymentDays),
            Status = InvoiceStatus.Open,
            Currency = asked.Currency,
            Net = net,
            Tax = tax,
            Gross = net + tax,
            Paid = 0.00m,
            Lines = lines,
            Taxes = taxes,
        };
    }

    // By the rates of the day it was made, whatever they are by now, and however much of it was paid since.
    private static async Task<bool> IsSameAsync(RecordWrite write, Invoice made, AskedInvoice asked)
    {
        if (!InvoiceNumber.IsOwn(made.Id) || made.CustomerId != asked.CustomerId || made.Currency != asked.Currency
            || made.DueOn != made.IssuedOn.AddDays(asked.PaymentDays))
            return false;
        var rates = await TaxRate.FindAsync(write.Connection, write.Transaction, asked.Country, made.IssuedOn);
        var errors = InvoiceProblems.NoErrors("invoice");
        return PricedInvoice.LinesOf(asked, rates, made.IssuedOn, errors).SequenceEqual(made.Lines) && !errors.Any;
    }

    private static async Task KeepAsync(RecordWrite write, Invoice invoice)
    {
        await StoredInvoice.SaveAsync(write.Connection, write.Transaction, invoice);
        await write.LogAsync(invoice, InvoiceJson.Default.Invoice);
    }
}
