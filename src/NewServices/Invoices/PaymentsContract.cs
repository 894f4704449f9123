using System.Text.Json.Nodes;
using Hub.Invoices.Paying;
using Hub.ServiceKit.Hosting;

namespace Hub.Invoices;

/// <summary>What the endpoints of payments take and answer, for the public contract, with examples.</summary>
internal static class PaymentsContract
{
    private static readonly InvoicePayment OfOne = new()
    {
        InvoiceId = "N-1001", Number = 1, Amount = 10.00m, PaidOn = new(2026, 11, 20), Method = PaymentMethod.Transfer,
    };

    private static readonly Payment Example = new()
    {
        Id = "PAY-1",
        CustomerId = "C-1001",
        Amount = 50.00m,
        Currency = "EUR",
        PaidOn = new(2026, 11, 20),
        Method = PaymentMethod.Transfer,
        Allocations = [new("N-1001", 34.21m), new("N-1002", 10.00m)],
        Credit = 5.79m,
        ExternalReference = "0HN7K1V0PVL2A:00000001",
    };

    private static readonly AskedPayment Asked = new()
    {
        CustomerId = "C-1001",
        Amount = 50.00m,
        Currency = "EUR",
        PaidOn = new(2026, 11, 20),
        Method = PaymentMethod.Transfer,
        Allocations = Example.Allocations,
    };

    private static readonly KeyValuePair<string, JsonObject> ByReference = new(
        "externalReference", ContractSchema.Text("The payment that a request registered.", "0HN7K1V0PVL2A:00000001"));

    private static readonly InvoiceJson Json = InvoiceJson.Default;

    public static EndpointContract Pay { get; } = new(201, "The payment.")
    {
        Body = ContractSchema.Of(
            Json.AskedInvoicePayment, new AskedInvoicePayment(OfOne.Amount, OfOne.PaidOn, OfOne.Method)),
        Answer = ContractSchema.Of(Json.InvoicePayment, OfOne),
        Refusals =
        [
            InvoicesContract.NotFound, new(409, "The invoice is cancelled or would be overpaid."),
            new(422, "The day is before 1900-01-01."),
        ],
    };

    public static EndpointContract OfInvoice { get; } = new(200, "The payments of the invoice in the order of their numbers.")
    {
        Answer = ContractSchema.Of(Json.InvoicePayments, new InvoicePayments([OfOne])),
        Query = [ByReference],
        Refusals = [InvoicesContract.NotFound],
    };

    public static EndpointContract Receive { get; } = new(201, "The payment, with what it pays.")
    {
        Body = ContractSchema.Of(Json.AskedPayment, Asked),
        Answer = ContractSchema.Of(Json.Payment, Example),
        Refusals =
        [
            new(
                409,
                "An invoice is cancelled or would be overpaid, too many would be paid, or the credit is too small; the errors "
                + "say which."),
            new(
                422,
                "An invoice is unknown, of another customer, finance or currency, or named twice; or the day is too early."),
        ],
    };

    public static EndpointContract Get { get; } = new(200, "The payment.")
    {
        Answer = ContractSchema.Of(Json.Payment, Example), Refusals = [new(404, "There is no such payment.")],
    };

    public static EndpointContract List { get; } = new(200, "A page of payments; 'next' is where the next one begins.")
    {
        Answer = ContractSchema.Of(Json.PaymentPage, new PaymentPage([Example])),
        Query =
        [
            new("customerId", ContractSchema.Text("Only payments of this customer.", "C-1001")),
            new("invoiceId", ContractSchema.Text("Only payments that pay something of this invoice.", "N-1001")),
            new("method", ContractSchema.Text(
                "Only payments of this method.", "cash", "transfer", "directDebit", "cash", "credit")),
            new("currency", ContractSchema.Text("Only payments in this currency.", "EUR")),
            ByReference,
            .. ContractSchema.Page(FindPayments.Sorts),
        ],
    };
}
