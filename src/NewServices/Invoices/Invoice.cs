using System.Text.Json.Serialization;

namespace Hub.Invoices;

/// <summary>An invoice as the capability's public contract shows it.</summary>
internal sealed record Invoice
{
    public required string Id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OrderId { get; init; }

    public required string CustomerId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExternalReference { get; init; }

    public required DateOnly IssuedOn { get; init; }

    public required DateOnly DueOn { get; init; }

    [JsonConverter(typeof(InvoiceStatusName))]
    public required InvoiceStatus Status { get; init; }

    public required string Currency { get; init; }

    public required decimal Net { get; init; }

    public required decimal Tax { get; init; }

    public required decimal Gross { get; init; }

    public required decimal Paid { get; init; }

    public required IReadOnlyList<InvoiceLine> Lines { get; init; }
}

internal sealed record InvoiceLine
{
    public required int Number { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sku { get; init; }

    public required string Description { get; init; }

    public required decimal Quantity { get; init; }

    public required decimal UnitPrice { get; init; }

    public required decimal Amount { get; init; }
}

internal enum InvoiceStatus
{
    Open,
    PartlyPaid,
    Paid,
    Cancelled,
}

/// <summary>A customer's invoices in the order of their numbers.</summary>
internal sealed record InvoicePage(IReadOnlyList<Invoice> Items);
