using Hub.Invoices.Finding;
using Hub.Invoices.Invoicing;
using Hub.ServiceKit.Hosting;

namespace Hub.Invoices;

/// <summary>What the endpoints of invoices take and answer, for the public contract, with examples.</summary>
internal static class InvoicesContract
{
    public static readonly Invoice Example = new()
    {
        Id = "N-1001",
        OrderId = "O-500001",
        CustomerId = "C-1001",
        IssuedOn = new(2026, 11, 2),
        DueOn = new(2026, 12, 2),
        Status = InvoiceStatus.Open,
        Currency = "EUR",
        Net = 28.75m,
        Tax = 5.46m,
        Gross = 34.21m,
        Paid = 0.00m,
        Lines =
        [
            new()
            {
                Number = 1, Sku = "P-2009", Description = "Angle bracket 60 x 60", Quantity = 25.000m, UnitPrice = 1.1500m,
                Amount = 28.75m, TaxRate = 19m,
            },
        ],
        Taxes = [new(19m, 28.75m, 5.46m)],
    };

    private static readonly AskedInvoice Asked = new()
    {
        OrderId = "O-500001",
        CustomerId = "C-1001",
        Lines = [new() { Sku = "P-2009", Description = "Angle bracket 60 x 60", Quantity = 25m, UnitPrice = 1.15m }],
    };

    private static readonly InvoiceJson Json = InvoiceJson.Default;

    public static KeyValuePair<int, string> NotFound { get; } = new(404, "There is no such invoice.");

    public static EndpointContract Get { get; } = new(200, "The invoice.")
    {
        Answer = ContractSchema.Of(Json.Invoice, Example), Tagged = true, Refusals = [NotFound],
    };

    public static EndpointContract List { get; } = new(200, "A page of invoices; 'next' is where the next one begins.")
    {
        Answer = ContractSchema.Of(Json.InvoicePage, new InvoicePage([Example])),
        Query =
        [
            new("customerId", ContractSchema.Text("Only invoices of this customer.", "C-1001")),
            new("orderId", ContractSchema.Text("Only invoices of this order.", "O-500001")),
            new("status", ContractSchema.Text(
                "Only invoices of this status.", "open", "open", "partlyPaid", "paid", "cancelled")),
            new("currency", ContractSchema.Text("Only invoices in this currency.", "EUR")),
            new("dueFrom", ContractSchema.Text("Only invoices that are due on this day or later.", "2026-12-01")),
            new("dueBefore", ContractSchema.Text("Only invoices that are due before this day.", "2026-12-24")),
            new("externalReference", ContractSchema.Text("The invoice that a request made.", "0HN7K1V0PVL2A:00000001")),
            .. ContractSchema.Page(FindInvoices.Sorts),
        ],
    };

    public static EndpointContract Make { get; } = new(201, "The invoice, also where the order was invoiced so before.")
    {
        Body = ContractSchema.Of(Json.AskedInvoice, Asked),
        Answer = ContractSchema.Of(Json.Invoice, Example),
        Tagged = true,
        Refusals =
        [
            new(409, "The order was invoiced otherwise; the detail names the invoice."),
            new(422, "The country has no such rate of tax on this day, nothing is to be paid, or too much."),
        ],
    };

    public static EndpointContract Cancel { get; } = new(200, "The invoice, cancelled.")
    {
        Answer = ContractSchema.Of(Json.Invoice, Example with { Status = InvoiceStatus.Cancelled }),
        Tagged = true,
        Refusals = [NotFound, new(409, "Something of it was paid or credited, or finance made it.")],
    };
}
