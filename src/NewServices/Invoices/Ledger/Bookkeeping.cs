using Dapper;
using Hub.Invoices.Publishing;
using Hub.Invoices.Storing;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;

namespace Hub.Invoices.Ledger;

/// <summary>Carries out writes that are posted: document, ledger, what is left to pay and outbox in one transaction.</summary>
internal abstract class Bookkeeping(InvoicesStore store, InvoiceLog log, TimeProvider clock) : RecordKeeping(store, log)
{
    private static readonly SqlFile Sql = SqlFile.Of<Bookkeeping>();

    /// <summary>The day on which a document is made.</summary>
    protected DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    /// <summary>Returns who asks for a write, where the hub knows; or null.</summary>
    protected static string? CallerOf(HttpContext context) => context.Features.Get<SideRequest>()?.Caller;

    /// <summary>Posts an entry.</summary>
    /// <exception cref="InvalidOperationException">The lines do not balance: a fault of the program.</exception>
    protected static async Task PostAsync(RecordWrite write, Posting posting)
    {
        if (!posting.Balances)
            throw new InvalidOperationException($"What is posted for {posting.Document} does not balance.");
        if (posting.Lines.Count == 0)
            return;
        var number = await NextNumberAsync(write, "ledger entry", 1);
        await write.Connection.ExecuteAsync(
            Sql["AddEntry"],
            new
            {
                number, postedOn = Day.ToNumber(posting.On), kind = posting.Kind.ToString(), posting.Document,
                posting.CustomerId, posting.Currency, posting.By,
            },
            write.Transaction);
        foreach (var (index, (account, amount)) in posting.Lines.Index())
            await write.Connection.ExecuteAsync(
                Sql["AddLine"],
                new
                {
                    number, line = index + 1L, account = account.ToString(), amount, posting.CustomerId, posting.Currency,
                },
                write.Transaction);
    }

    /// <summary>Returns what a customer has paid or been credited beyond the invoices, in hundredths.</summary>
    protected static Task<long> FindCreditAsync(RecordWrite write, string customerId, string currency) =>
        write.Connection.ExecuteScalarAsync<long>(Sql["FindCredit"], new { customerId, currency }, write.Transaction);

    /// <summary>Adds to what was paid and credited of an invoice, and logs the invoice as it stands then.</summary>
    protected static async Task<StoredInvoice> SettleAsync(RecordWrite write, string id, long paid, long credited)
    {
        await StoredInvoice.AddAsync(write.Connection, write.Transaction, id, paid, credited);
        var settled = (await StoredInvoice.FindAsync(write.Connection, id, write.Transaction))!;
        await write.LogAsync(settled.ToInvoice(), InvoiceJson.Default.Invoice);
        return settled;
    }
}
