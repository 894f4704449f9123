using System.Globalization;
using System.Text.Json;
using Dapper;
using Hub.Invoices.Ledger;
using Hub.Invoices.Paying;
using Hub.Invoices.Publishing;
using Hub.Invoices.Storing;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;

namespace Hub.Invoices.Refunding;

/// <summary>Pays back customers' credit, never more than there is. The same request again gives the same refund.</summary>
internal sealed class RefundKeeping(InvoicesStore store, InvoiceLog log, TimeProvider clock) : Bookkeeping(store, log, clock)
{
    private static readonly SqlFile Sql = SqlFile.Of<RefundKeeping>();
    private readonly InvoicesStore _store = store;

    public Task<Written<Refund>> PayBackAsync(HttpContext context, string customerId, AskedRefund asked) =>
        WriteAsync(context, async write =>
        {
            var (c, t) = (write.Connection, write.Transaction);
            if (await c.QuerySingleOrDefaultAsync<string>(Sql["Find"], new { write.Reference }, t) is { } earlier)
                return JsonSerializer.Deserialize(earlier, InvoiceJson.Default.Refund)!;
            if (PaymentDay.Refuse(asked.PaidOn) is { } early)
                return early;
            var (amount, credit) = (Cents.Of(asked.Amount), await FindCreditAsync(write, customerId, asked.Currency));
            if (amount > credit)
                return Problem.Conflict($"The credit of {customerId} is {Cents.ToAmount(credit)} {asked.Currency}.");
            var number = await NextNumberAsync(write, "refund", 1);
            var refund = new Refund
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"REF-{number}"),
                CustomerId = customerId,
                Amount = Cents.ToAmount(amount),
                Currency = asked.Currency,
                PaidOn = asked.PaidOn,
                ExternalReference = write.Reference,
            };
            var content = JsonSerializer.Serialize(refund, InvoiceJson.Default.Refund);
            await c.ExecuteAsync(Sql["Add"], new { refund.Id, customerId, write.Reference, content }, t);
            await PostAsync(
                write,
                new Posting(EntryKind.Refund, asked.PaidOn, refund.Id, customerId, asked.Currency) { By = CallerOf(context) }
                    .Debit(Account.CustomerCredit, amount)
                    .Credit(Account.Bank, amount));
            return (Written<Refund>)refund;
        });

    /// <summary>Returns a customer's credit; nothing of a currency that there is none in.</summary>
    public async Task<CustomerCredits> FindAsync(string customerId)
    {
        var rows = await _store.Database.ReadAsync(c => c.QueryAsync<CreditRow>(Sql["Credits"], new { customerId }));
        return new CustomerCredits(customerId, [.. rows.Select(r => new CurrencyAmount(r.Currency, Cents.ToAmount(r.Amount)))]);
    }

    private sealed record CreditRow
    {
        public string Currency { get; init; } = "";

        public long Amount { get; init; }
    }
}
