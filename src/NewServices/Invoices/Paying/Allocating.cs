using Hub.Invoices.Storing;
using Hub.ServiceKit.Requests;

namespace Hub.Invoices.Paying;

/// <summary>Decides what a payment pays, in hundredths; pure, so that it is tested without a store.</summary>
internal static class Allocating
{
    /// <summary>Pays invoices one after the other, as far as the amount goes.</summary>
    public static IReadOnlyList<(string InvoiceId, long Amount)> InOrder(long amount, IEnumerable<StoredInvoice> open)
    {
        List<(string, long)> paid = [];
        foreach (var invoice in open)
        {
            var part = Math.Min(amount, invoice.Open);
            if (part == 0)
                break;
            paid.Add((invoice.ToInvoice().Id, part));
            amount -= part;
        }

        return paid;
    }

    /// <summary>Pays what is named; what cannot be is noted.</summary>
    /// <param name="asked">The payment.</param>
    /// <param name="found">The invoices that were found, by id.</param>
    /// <param name="wrong">Takes what can never be, such as another customer's invoice.</param>
    /// <param name="standing">Takes what cannot be as the invoices stand.</param>
    public static IReadOnlyList<(string InvoiceId, long Amount)> AsNamed(
        AskedPayment asked, IReadOnlyDictionary<string, StoredInvoice> found, RequestErrors wrong, RequestErrors standing)
    {
        var named = asked.Allocations ?? [];
        if (named.Sum(a => a.Amount) > asked.Amount)
            wrong.Add("allocations", $"come to {named.Sum(a => a.Amount)}, which is more than the amount, {asked.Amount}");
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var (index, (id, amount)) in named.Index())
        {
            var path = $"allocations[{index}].invoiceId";
            if (!seen.Add(id))
                wrong.Add(path, "is named twice");
            else if (!found.TryGetValue(id, out var stored))
                wrong.Add(path, "there is no such invoice");
            else if (!InvoiceNumber.IsOwn(id))
                wrong.Add(path, $"was made by finance: pay it by POST /api/invoices/{id}/payments");
            else if (stored.ToInvoice() is var invoice && invoice.CustomerId != asked.CustomerId)
                wrong.Add(path, "is an invoice of another customer");
            else if (invoice.Currency != asked.Currency)
                wrong.Add(path, $"is in {invoice.Currency}, and the payment in {asked.Currency}");
            else if (invoice.Status == InvoiceStatus.Cancelled)
                standing.Add(path, $"{id} is cancelled");
            else if (Cents.Of(amount) > stored.Open)
                standing.Add(
                    $"allocations[{index}].amount",
                    $"{id} would be overpaid: {Cents.ToAmount(stored.Open)} {invoice.Currency} are open");
        }

        return [.. named.Select(a => (a.InvoiceId, Cents.Of(a.Amount)))];
    }
}
