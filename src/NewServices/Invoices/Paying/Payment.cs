using System.ComponentModel;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Requests;

namespace Hub.Invoices.Paying;

/// <summary>A payment of one invoice as both sides show it.</summary>
internal sealed record InvoicePayment
{
    public required string InvoiceId { get; init; }

    [Description("Its number among the payments of the invoice.")]
    public required long Number { get; init; }

    public required decimal Amount { get; init; }

    public required DateOnly PaidOn { get; init; }

    public required PaymentMethod Method { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The id of the request that registered it.")]
    public string? ExternalReference { get; init; }
}

/// <summary>The payments of an invoice in the order of their numbers.</summary>
internal sealed record InvoicePayments(IReadOnlyList<InvoicePayment> Items);

/// <summary>A payment of a customer's, and what it pays.</summary>
internal sealed record Payment
{
    public required string Id { get; init; }

    public required string CustomerId { get; init; }

    public required decimal Amount { get; init; }

    public required string Currency { get; init; }

    public required DateOnly PaidOn { get; init; }

    public required PaymentMethod Method { get; init; }

    public required IReadOnlyList<Allocation> Allocations { get; init; }

    [Description("What of it is beyond the invoices, and so is the customer's credit.")]
    public required decimal Credit { get; init; }

    [Description("The id of the request that registered it.")]
    public required string ExternalReference { get; init; }
}

internal sealed record Allocation(string InvoiceId, decimal Amount);

[JsonConverter(typeof(ContractNameConverter<PaymentMethod>))]
internal enum PaymentMethod
{
    Transfer,
    DirectDebit,
    Cash,

    /// <summary>By what the customer has paid or been credited before.</summary>
    Credit,
}
