using Hub.Cases.Finding;
using Hub.Cases.Keeping;
using Hub.ServiceKit.Hosting;

namespace Hub.Cases;

/// <summary>What the endpoints take and answer, for the public contract, with examples.</summary>
internal static class CasesContract
{
    private static readonly CaseJson Json = CaseJson.Default;

    private static readonly Case Example = new()
    {
        Id = "CASE-1001",
        CustomerId = "C-1001",
        OrderId = "O-3001",
        State = CaseState.Open,
        Subject = "Two boxes are missing",
        Text = "Four were ordered, and two arrived.",
        DueOn = new(2026, 11, 16),
        OpenedAt = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero),
        ChangedAt = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero),
    };

    private static readonly Case Worked = Example with { State = CaseState.InProgress, Owner = "ann" };

    private static readonly AskedCase Asked = new()
    {
        CustomerId = Example.CustomerId, OrderId = Example.OrderId, Subject = Example.Subject, Text = Example.Text,
    };

    private static readonly KeyValuePair<int, string> NotFound = new(404, "There is no such case.");

    public static EndpointContract Get { get; } = new(200, "The case.")
    {
        Answer = ContractSchema.Of(Json.Case, Example), Tagged = true, Refusals = [NotFound],
    };

    public static EndpointContract List { get; } = new(200, "A page of cases; 'next' is where the next one begins.")
    {
        Answer = ContractSchema.Of(Json.CasePage, new CasePage([Example])),
        Query =
        [
            new("customerId", ContractSchema.Text("Only cases of this customer.", "C-1001")),
            new("orderId", ContractSchema.Text("Only cases about this order.", "O-3001")),
            new("invoiceId", ContractSchema.Text("Only cases about this invoice.", "I-4001")),
            new("productId", ContractSchema.Text("Only cases about this product.", "P-2005")),
            new("state", ContractSchema.Text(
                "Only cases in this state.", "open", "open", "inProgress", "waiting", "resolved", "closed")),
            new("owner", ContractSchema.Text("Only cases that this person works on.", "ann")),
            new("dueUntil", ContractSchema.Text("Only cases that are due until this day.", "2026-12-24")),
            new("externalReference", ContractSchema.Text("The case that a request opened.", "0HN7K1V0PVL2A:00000001")),
            .. ContractSchema.Page(FindCases.Sorts),
        ],
    };

    public static EndpointContract Make { get; } = new(201, "The case, as it was opened.")
    {
        Body = ContractSchema.Of(Json.AskedCase, Asked),
        Answer = ContractSchema.Of(Json.Case, Example),
        Tagged = true,
        Refusals =
        [
            new(409, "A new case cannot be in that state."),
            new(422, "It names no order, invoice or product, or is due before today."),
        ],
    };

    public static EndpointContract Change { get; } = new(200, "The case, as it is now.")
    {
        Body = ContractSchema.Of(Json.AskedCase, Asked with { State = CaseState.InProgress, Owner = "ann" }),
        Answer = ContractSchema.Of(Json.Case, Worked),
        Tagged = true,
        Refusals =
        [
            NotFound, new(409, "The case cannot come to that state; the detail says why."),
            new(422, "The customer would change, or it names no order, invoice or product."),
        ],
    };

    public static EndpointContract Delete { get; } = new(204, "The case is gone.") { Tagged = true, Refusals = [NotFound] };
}
