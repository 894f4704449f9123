using Hub.Invoices.Crediting;
using Hub.Invoices.Refunding;
using Hub.ServiceKit.Hosting;

namespace Hub.Invoices;

/// <summary>What the endpoints of credit notes and refunds take and answer, for the public contract, with examples.</summary>
internal static class CreditContract
{
    private static readonly CreditNote Note = new()
    {
        Id = "CN-1",
        InvoiceId = "N-1001",
        CustomerId = "C-1001",
        IssuedOn = new(2026, 11, 20),
        Reason = "Five were broken",
        Currency = "EUR",
        Net = 5.75m,
        Tax = 1.09m,
        Gross = 6.84m,
        Credit = 0.00m,
        Lines = [new(1, 5m, 5.75m)],
        ExternalReference = "0HN7K1V0PVL2A:00000001",
    };

    private static readonly Refund Paid = new()
    {
        Id = "REF-1",
        CustomerId = "C-1001",
        Amount = 5.79m,
        Currency = "EUR",
        PaidOn = new(2026, 11, 25),
        ExternalReference = "0HN7K1V0PVL2A:00000001",
    };

    private static readonly InvoiceJson Json = InvoiceJson.Default;

    public static EndpointContract Make { get; } = new(201, "The credit note.")
    {
        Body = ContractSchema.Of(
            Json.AskedCreditNote, new AskedCreditNote { Reason = Note.Reason, Lines = [new(1, 5m)] }),
        Answer = ContractSchema.Of(Json.CreditNote, Note),
        Refusals =
        [
            InvoicesContract.NotFound,
            new(409, "The invoice is cancelled or finance's, or less of a line is left than is to be credited."),
            new(422, "The invoice has no such line, or a line is named twice."),
        ],
    };

    public static EndpointContract List { get; } = new(200, "The credit notes of the invoice in the order of their numbers.")
    {
        Answer = ContractSchema.Of(Json.CreditNotes, new CreditNotes([Note])), Refusals = [InvoicesContract.NotFound],
    };

    public static EndpointContract OfCustomer { get; } = new(200, "The credit of the customer in each currency.")
    {
        Answer = ContractSchema.Of(Json.CustomerCredits, new CustomerCredits("C-1001", [new("EUR", 5.79m)])),
    };

    public static EndpointContract PayBack { get; } = new(201, "The refund.")
    {
        Body = ContractSchema.Of(Json.AskedRefund, new AskedRefund(Paid.Amount, Paid.Currency, Paid.PaidOn)),
        Answer = ContractSchema.Of(Json.Refund, Paid),
        Refusals = [new(409, "The credit of the customer is smaller."), new(422, "The day is before 1900-01-01.")],
    };
}
