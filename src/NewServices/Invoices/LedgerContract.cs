using Hub.Invoices.Ledger;
using Hub.Invoices.Taxing;
using Hub.ServiceKit.Hosting;

namespace Hub.Invoices;

/// <summary>What the endpoints of the ledger and of the rates of tax take and answer, for the public contract.</summary>
internal static class LedgerContract
{
    private static readonly LedgerEntry Entry = new()
    {
        Number = 1,
        PostedOn = new(2026, 11, 2),
        Kind = EntryKind.Invoice,
        Document = "N-1001",
        CustomerId = "C-1001",
        Currency = "EUR",
        Lines =
        [
            new(Account.Receivables, 34.21m), new(Account.Revenue, -28.75m), new(Account.Tax, -5.46m),
        ],
    };

    private static readonly TaxRate Rate = new("DE", TaxCategory.Standard, new(2021, 1, 1), 19m);

    private static readonly InvoiceJson Json = InvoiceJson.Default;

    private static readonly string[] Accounts = ["receivables", "bank", "revenue", "tax", "customerCredit"];

    public static EndpointContract Entries { get; } = new(200, "A page of entries; 'next' is where the next one begins.")
    {
        Answer = ContractSchema.Of(Json.EntryPage, new EntryPage([Entry])),
        Query =
        [
            new("account", ContractSchema.Text("Only entries with a line of this account.", "bank", Accounts)),
            new("customerId", ContractSchema.Text("Only entries of this customer.", "C-1001")),
            new("document", ContractSchema.Text("Only entries of this invoice, payment, credit note or refund.", "N-1001")),
            new("kind", ContractSchema.Text(
                "Only entries of this kind.", "payment", "invoice", "cancellation", "payment", "creditNote", "refund")),
            new("currency", ContractSchema.Text("Only entries in this currency.", "EUR")),
            new("from", ContractSchema.Text("Only entries of this day and later.", "2026-11-01")),
            new("until", ContractSchema.Text("Only entries until this day.", "2026-11-30")),
            .. ContractSchema.Page(FindLedger.Sorts),
        ],
    };

    public static EndpointContract Balances { get; } = new(200, "What was posted to each account in each currency.")
    {
        Answer = ContractSchema.Of(
            Json.Balances, new Balances([new(Account.Receivables, "EUR", 34.21m, 0.00m, 34.21m)])),
        Query =
        [
            new("customerId", ContractSchema.Text("Only what was posted for this customer.", "C-1001")),
            new("currency", ContractSchema.Text("Only this currency.", "EUR")),
            new("until", ContractSchema.Text("Only what was posted until this day.", "2026-11-30")),
        ],
    };

    public static EndpointContract TaxRates { get; } = new(200, "The rates by country, category and day.")
    {
        Answer = ContractSchema.Of(Json.TaxRates, new TaxRates([Rate])),
        Query =
        [
            new("country", ContractSchema.Text("Only the rates of this country.", "DE")),
            new("on", ContractSchema.Text("Only the rates that hold on this day.", "2026-11-02")),
        ],
    };

    public static EndpointContract AddTaxRate { get; } = new(201, "The rate.")
    {
        Body = ContractSchema.Of(Json.TaxRate, Rate with { ValidFrom = new(2027, 7, 1), Rate = 18.5m }),
        Answer = ContractSchema.Of(Json.TaxRate, Rate with { ValidFrom = new(2027, 7, 1), Rate = 18.5m }),
        Refusals = [new(409, "It would hold for days that are over, or there is another rate of that day.")],
    };
}
