using System.Globalization;
using Hub.Invoices.Taxing;
using Hub.ServiceKit.Requests;

namespace Hub.Invoices.Invoicing;

/// <summary>
/// What an invoice comes to. A line is rounded to two decimals, and the tax once for each rate on the sum of its lines, a half
/// away from zero, as finance does.
/// </summary>
internal static class PricedInvoice
{
    // What one payment can pay, so that the sums of the ledger stay far from what the store can count.
    private const decimal LargestNet = 999_999_999_999.99m;

    /// <summary>Returns the lines with their amounts and rates; what has no rate is noted.</summary>
    public static IReadOnlyList<InvoiceLine> LinesOf(
        AskedInvoice asked, IReadOnlyDictionary<TaxCategory, decimal> rates, DateOnly day, RequestErrors errors)
    {
        var lines = new List<InvoiceLine>(asked.Lines.Count);
        foreach (var (index, line) in asked.Lines.Index())
        {
            var category = line.TaxCategory ?? TaxCategory.Standard;
            if (!rates.TryGetValue(category, out var rate))
                errors.Add(
                    $"lines[{index}].taxCategory", $"{asked.Country} has no {TaxRate.NameOf(category)} rate of tax on {day:O}");
            lines.Add(new InvoiceLine
            {
                Number = index + 1,
                Sku = line.Sku,
                Description = line.Description ?? line.Sku,
                Quantity = Scaled(line.Quantity, 3),
                UnitPrice = Scaled(line.UnitPrice, 4),
                Amount = Cents.ToAmount(Cents.Of(line.Quantity * line.UnitPrice)),
                TaxRate = rate,
            });
        }

        var net = lines.Sum(l => l.Amount);
        if (!errors.Any && net == 0)
            errors.Add("lines", "come to 0.00: nothing is to be paid");
        if (net > LargestNet)
            errors.Add("lines", string.Create(CultureInfo.InvariantCulture, $"come to {net}, and may to {LargestNet} at most"));
        return lines;
    }

    /// <summary>Returns the tax of each rate, the highest first.</summary>
    /// <param name="amounts">Net amounts, each with its rate.</param>
    public static IReadOnlyList<InvoiceTax> TaxesOf(IEnumerable<(decimal Rate, decimal Net)> amounts) =>
    [
        .. amounts.GroupBy(a => a.Rate, a => a.Net).Select(rate => (Rate: rate.Key, Net: rate.Sum()))
            .OrderByDescending(r => r.Rate)
            .Select(r => new InvoiceTax(r.Rate, r.Net, Cents.ToAmount(Cents.Of(r.Net * r.Rate / 100)))),
    ];

    // With all of its decimals, as finance writes it.
    private static decimal Scaled(decimal number, int decimals) => number + new decimal(0, 0, 0, false, (byte)decimals);
}
