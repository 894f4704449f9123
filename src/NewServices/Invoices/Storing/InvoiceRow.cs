using System.Text.Json;

namespace Hub.Invoices.Storing;

/// <summary>A row of <c>invoices</c>.</summary>
internal sealed record InvoiceRow(string Id, int Number, string CustomerId, string Content)
{
    /// <param name="invoice">One whose id has a number.</param>
    public static InvoiceRow Of(Invoice invoice) => new(
        invoice.Id,
        InvoiceNumber.TryRead(invoice.Id, out var number)
            ? number
            : throw new ArgumentException("The id has no number.", nameof(invoice)),
        invoice.CustomerId,
        JsonSerializer.Serialize(invoice, InvoiceJson.Default.Invoice));
}
