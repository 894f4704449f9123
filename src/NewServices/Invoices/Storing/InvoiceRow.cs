using System.Text.Json;

namespace Hub.Invoices.Storing;

/// <summary>A row of <c>invoices</c>: the invoice as its maker tells it, and what it is found and settled by.</summary>
internal sealed record InvoiceRow(
    string Id, long Number, string CustomerId, string? OrderId, string? ExternalReference, string Currency, long IssuedOn,
    long DueOn, long Cancelled, long Gross, long ToldPaid, string Content)
{
    /// <param name="invoice">One whose id has a number.</param>
    public static InvoiceRow Of(Invoice invoice) => new(
        invoice.Id,
        InvoiceNumber.TryRead(invoice.Id, out var number)
            ? number
            : throw new ArgumentException("The id has no number.", nameof(invoice)),
        invoice.CustomerId,
        invoice.OrderId,
        invoice.ExternalReference,
        invoice.Currency,
        Day.ToNumber(invoice.IssuedOn),
        Day.ToNumber(invoice.DueOn),
        invoice.Status == InvoiceStatus.Cancelled ? 1 : 0,
        Cents.Of(invoice.Gross),
        Cents.Of(invoice.Paid),
        JsonSerializer.Serialize(invoice, InvoiceJson.Default.Invoice));
}
