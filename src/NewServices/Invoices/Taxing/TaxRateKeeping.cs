using Hub.Invoices.Ledger;
using Hub.Invoices.Publishing;
using Hub.Invoices.Storing;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Invoices.Taxing;

/// <summary>Adds rates of tax. Only days to come get one: what was invoiced was taxed by the rates of its day.</summary>
internal sealed class TaxRateKeeping(InvoicesStore store, InvoiceLog log, TimeProvider clock)
    : Bookkeeping(store, log, clock)
{
    /// <summary>Adds a rate; the same one again changes nothing.</summary>
    public Task<Written<TaxRate>> AddAsync(HttpContext context, TaxRate asked) => WriteAsync(context, async write =>
        asked.ValidFrom <= Today
            ? Problem.Conflict(
                $"Invoices may have been made by the rate of {asked.ValidFrom:O}: give a rate a day after {Today:O}.")
        : await asked.AddAsync(write.Connection, write.Transaction)
            || (await TaxRate.FindAsync(write.Connection, write.Transaction, asked.Country, asked.ValidFrom))
                .GetValueOrDefault(asked.Category, -1) == asked.Rate
            ? (Written<TaxRate>)asked
        : Problem.Conflict(
            $"There is another {TaxRate.NameOf(asked.Category)} rate of {asked.Country} from {asked.ValidFrom:O} on."));
}
