using Hub.Invoices.Invoicing;
using Hub.ServiceKit.Requests;

namespace Hub.Invoices.Crediting;

/// <summary>Decides what a credit note takes back; pure, so that it is tested without a store.</summary>
internal static class Credited
{
    /// <summary>
    /// Returns the lines that are taken back: never more of a line than what earlier notes have left, and the last of it with all
    /// that is left of the amount, so that rounding neither adds nor loses a hundredth. What cannot be is noted.
    /// </summary>
    public static IReadOnlyList<CreditLine> LinesOf(
        Invoice invoice, IReadOnlyList<CreditNote> earlier, AskedCreditNote asked, RequestErrors wrong, RequestErrors standing)
    {
        var left = Left(invoice, earlier);
        if (asked.Lines is null)
            return [.. left.Where(l => l.Quantity > 0)];
        List<CreditLine> lines = [];
        foreach (var (index, (number, quantity)) in asked.Lines.Index())
        {
            var path = $"lines[{index}]";
            if (left.FirstOrDefault(l => l.Number == number) is not { } line)
                wrong.Add($"{path}.number", $"{invoice.Id} has no line {number}");
            else if (asked.Lines.Take(index).Any(l => l.Number == number))
                wrong.Add($"{path}.number", "is named twice");
            else if (quantity > line.Quantity)
                standing.Add($"{path}.quantity", $"only {line.Quantity} of line {number} are left to be credited");
            else
                lines.Add(new CreditLine(
                    number, quantity, quantity == line.Quantity ? line.Amount : Part(invoice, line, quantity)));
        }

        return lines;
    }

    /// <summary>
    /// Returns the tax that is taken back: of each rate, the tax of all that is credited less that of what was credited before.
    /// So it comes to the invoice's tax when all of the invoice is credited.
    /// </summary>
    public static decimal TaxOf(Invoice invoice, IReadOnlyList<CreditNote> earlier, IReadOnlyList<CreditLine> lines)
    {
        var rates = invoice.Lines.ToDictionary(l => l.Number, l => l.TaxRate ?? 0);
        var before = earlier.SelectMany(n => n.Lines).ToList();
        return Tax([.. before, .. lines]) - Tax(before);

        decimal Tax(IEnumerable<CreditLine> credited) =>
            PricedInvoice.TaxesOf(credited.Select(l => (rates[l.Number], l.Amount))).Sum(t => t.Tax);
    }

    private static List<CreditLine> Left(Invoice invoice, IReadOnlyList<CreditNote> earlier)
    {
        var credited = earlier.SelectMany(n => n.Lines).ToLookup(l => l.Number);
        return
        [
            .. invoice.Lines.Select(l => new CreditLine(
                l.Number,
                l.Quantity - credited[l.Number].Sum(c => c.Quantity),
                l.Amount - credited[l.Number].Sum(c => c.Amount))),
        ];
    }

    private static decimal Part(Invoice invoice, CreditLine left, decimal quantity)
    {
        var price = invoice.Lines.First(l => l.Number == left.Number).UnitPrice;
        return Math.Min(left.Amount, Cents.ToAmount(Cents.Of(quantity * price)));
    }
}
