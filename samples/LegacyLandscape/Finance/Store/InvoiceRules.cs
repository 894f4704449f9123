namespace LegacyLandscape.Finance.Store;

internal static class InvoiceRules
{
    /// <exception cref="FinanceRefusal">A value is missing or wrong.</exception>
    public static void Check(NewInvoice invoice)
    {
        if (string.IsNullOrWhiteSpace(invoice.CusNo) || Date8.Parse(invoice.DocDt) is null || invoice.Lines is not { Count: > 0 })
            throw FinanceRefusal.Wrong("An invoice needs a customer, a date and lines.");
        if (!invoice.Lines.All(line => line is { Qty: > 0, UnPrc: >= 0, TaxCd: 0 or 1 or 2 }))
            throw FinanceRefusal.Wrong("A line needs a quantity, a price and a tax code.");
    }

    /// <exception cref="FinanceRefusal">A value is missing or wrong.</exception>
    public static void Check(NewPayment payment)
    {
        if (Date8.Parse(payment.PayDt) is null || payment is not { Amt: > 0, Meth: 1 or 2 or 3 })
            throw FinanceRefusal.Wrong("A payment needs a date, an amount and a method.");
    }
}
