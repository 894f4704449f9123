using System.Globalization;
using Hub.Invoices.Ledger;
using Hub.Invoices.Publishing;
using Hub.Invoices.Storing;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Invoices.Crediting;

/// <summary>Makes credit notes of invoices that were made here. The same request again gives the same note.</summary>
internal sealed class CreditNoteKeeping(InvoicesStore store, InvoiceLog log, TimeProvider clock)
    : Bookkeeping(store, log, clock)
{
    public Task<Written<CreditNote>> MakeAsync(HttpContext context, string id, AskedCreditNote asked) =>
        WriteAsync(context, async write =>
        {
            var (c, t) = (write.Connection, write.Transaction);
            if (await CreditNoteRow.FindByReferenceAsync(c, t, write.Reference) is { } made)
                return made;
            if (await StoredInvoice.FindAsync(c, id, t) is not { } stored)
                return InvoiceProblems.NotFound(id);
            var invoice = stored.ToInvoice();
            if ((FindUnmet(context.Request.Headers, invoice.Tag) ?? FindRefusal(invoice)) is { } refused)
                return refused;
            var (wrong, standing) = (InvoiceProblems.NoErrors("credit note"), InvoiceProblems.NoErrors("credit note"));
            var earlier = await CreditNoteRow.ListAsync(c, id, t);
            var lines = Credited.LinesOf(invoice, earlier, asked, wrong, standing);
            if (wrong.Any)
                return wrong.ToProblem(StatusCodes.Status422UnprocessableEntity);
            if (standing.Any)
                return standing.ToProblem(StatusCodes.Status409Conflict);
            if (lines.Count == 0)
                return Problem.Conflict($"All of {id} is credited already.");
            return await KeepAsync(write, context, stored, asked.Reason, lines, Credited.TaxOf(invoice, earlier, lines));
        });

    private async Task<Written<CreditNote>> KeepAsync(
        RecordWrite write, HttpContext context, StoredInvoice stored, string? reason, IReadOnlyList<CreditLine> lines,
        decimal tax)
    {
        var invoice = stored.ToInvoice();
        var net = lines.Sum(l => l.Amount);
        // What is paid of it already is owed to the customer.
        var settled = await SettleAsync(write, invoice.Id, paid: 0, Cents.Of(net + tax));
        var credit = settled.Excess - stored.Excess;
        var number = await NextNumberAsync(write, "credit note", 1);
        var note = new CreditNote
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"CN-{number}"),
            InvoiceId = invoice.Id,
            CustomerId = invoice.CustomerId,
            IssuedOn = Today,
            Reason = reason,
            Currency = invoice.Currency,
            Net = net,
            Tax = tax,
            Gross = net + tax,
            Credit = Cents.ToAmount(credit),
            Lines = lines,
            ExternalReference = write.Reference,
        };
        await CreditNoteRow.AddAsync(write.Connection, write.Transaction, number, note);
        await PostAsync(
            write,
            new Posting(EntryKind.CreditNote, Today, note.Id, note.CustomerId, note.Currency) { By = CallerOf(context) }
                .Debit(Account.Revenue, Cents.Of(net))
                .Debit(Account.Tax, Cents.Of(tax))
                .Credit(Account.Receivables, Cents.Of(note.Gross) - credit)
                .Credit(Account.CustomerCredit, credit));
        return note;
    }

    private static Problem? FindRefusal(Invoice invoice) =>
        !InvoiceNumber.IsOwn(invoice.Id)
            ? Problem.Conflict($"{invoice.Id} was made by finance: it is credited there.")
        : invoice.Status == InvoiceStatus.Cancelled ? Problem.Conflict($"{invoice.Id} is cancelled.")
        : null;
}
