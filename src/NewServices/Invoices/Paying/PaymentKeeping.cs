using System.Globalization;
using Hub.Invoices.Ledger;
using Hub.Invoices.Publishing;
using Hub.Invoices.Storing;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Invoices.Paying;

/// <summary>Registers payments: of one invoice, or of a customer. The same request again gives the same payment.</summary>
internal sealed class PaymentKeeping(InvoicesStore store, InvoiceLog log, TimeProvider clock) : Bookkeeping(store, log, clock)
{
    // All other writes wait while one is carried out.
    private const int MostAtOnce = 1000;

    /// <summary>Registers a payment of one invoice, which it must not overpay: as finance does.</summary>
    public Task<Written<InvoicePayment>> PayAsync(HttpContext context, string id, AskedInvoicePayment asked) =>
        WriteAsync(context, async write =>
        {
            var (c, t, amount) = (write.Connection, write.Transaction, Cents.Of(asked.Amount));
            if ((await PaymentRow.ListOfAsync(c, id, write.Reference, t)).FirstOrDefault() is { } earlier)
                return earlier;
            if (PaymentDay.Refuse(asked.PaidOn) is { } early)
                return early;
            if (await StoredInvoice.FindAsync(c, id, t) is not { } stored)
                return InvoiceProblems.NotFound(id);
            var invoice = stored.ToInvoice();
            if (FindUnmet(context.Request.Headers, invoice.Tag) is { } unmet)
                return unmet;
            if (invoice.Status == InvoiceStatus.Cancelled)
                return Problem.Conflict($"{id} is cancelled.");
            if (amount > stored.Open)
                return Problem.Conflict(
                    $"{id} would be overpaid: {Cents.ToAmount(stored.Open)} {invoice.Currency} are open.");

            await KeepAsync(
                write, context, invoice.CustomerId, invoice.Currency, amount, asked.PaidOn, asked.Method, [(id, amount)]);
            return (Written<InvoicePayment>)(await PaymentRow.ListOfAsync(c, id, write.Reference, t))[0];
        });

    /// <summary>
    /// Registers a customer's payment of invoices that were made here: those it names, else the open ones in the order of
    /// their due days, of one day by number. What is left over is the customer's credit.
    /// </summary>
    public Task<Written<Payment>> ReceiveAsync(HttpContext context, AskedPayment asked) => WriteAsync(context, async write =>
    {
        var (c, t, amount) = (write.Connection, write.Transaction, Cents.Of(asked.Amount));
        if (await PaymentRow.FindByReferenceAsync(c, write.Reference, t) is { } earlier)
            return earlier;
        if (PaymentDay.Refuse(asked.PaidOn) is { } early)
            return early;
        var (wrong, standing) = (InvoiceProblems.NoErrors("payment"), InvoiceProblems.NoErrors("payment"));
        var allocations = asked.Allocations is null
            ? Allocating.InOrder(
                amount, await StoredInvoice.ListOpenAsync(c, t, asked.CustomerId, asked.Currency, MostAtOnce + 1))
            : Allocating.AsNamed(asked, await FindNamedAsync(write, asked), wrong, standing);
        if (allocations.Count > MostAtOnce)
            standing.Add("amount", $"would pay more than {MostAtOnce} invoices at once: register it in parts");
        if (asked.Method == PaymentMethod.Credit)
        {
            var credit = await FindCreditAsync(write, asked.CustomerId, asked.Currency);
            if (amount > credit)
                standing.Add("amount", $"the credit of {asked.CustomerId} is {Cents.ToAmount(credit)} {asked.Currency}");
            if (allocations.Sum(a => a.Amount) is var used && used < amount)
                standing.Add("amount", $"invoices take {Cents.ToAmount(used)} of it; the rest is credit already");
        }

        if (wrong.Any)
            return wrong.ToProblem(StatusCodes.Status422UnprocessableEntity);
        if (standing.Any)
            return standing.ToProblem(StatusCodes.Status409Conflict);
        var id = await KeepAsync(
            write, context, asked.CustomerId, asked.Currency, amount, asked.PaidOn, asked.Method, allocations);
        return (Written<Payment>)(await PaymentRow.FindAsync(c, id, t))!;
    });

    private static async Task<IReadOnlyDictionary<string, StoredInvoice>> FindNamedAsync(RecordWrite write, AskedPayment asked)
    {
        Dictionary<string, StoredInvoice> found = new(StringComparer.Ordinal);
        foreach (var (id, _) in asked.Allocations ?? [])
            if (await StoredInvoice.FindAsync(write.Connection, id, write.Transaction) is { } invoice)
                found[id] = invoice;
        return found;
    }

    private static async Task<string> KeepAsync(
        RecordWrite write, HttpContext context, string customerId, string currency, long amount, DateOnly paidOn,
        PaymentMethod method, IReadOnlyList<(string InvoiceId, long Amount)> allocations)
    {
        var (c, t) = (write.Connection, write.Transaction);
        var number = await NextNumberAsync(write, "payment", 1);
        var id = string.Create(CultureInfo.InvariantCulture, $"PAY-{number}");
        var payment = new PaymentRow(
            id, number, customerId, currency, amount, Day.ToNumber(paidOn), method.ToString(), write.Reference);
        await payment.AddAsync(c, t);
        foreach (var (invoiceId, part) in allocations)
        {
            await payment.AllocateAsync(c, t, invoiceId, part);
            await SettleAsync(write, invoiceId, part, credited: 0);
        }

        var settled = allocations.Sum(a => a.Amount);
        await PostAsync(write, new Posting(EntryKind.Payment, paidOn, id, customerId, currency) { By = CallerOf(context) }
            .Debit(method == PaymentMethod.Credit ? Account.CustomerCredit : Account.Bank, amount)
            .Credit(Account.Receivables, settled)
            .Credit(Account.CustomerCredit, amount - settled));
        return id;
    }
}
