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
    [JsonStringEnumMemberName("open")]
    Open,

    [JsonStringEnumMemberName("partlyPaid")]
    PartlyPaid,

    [JsonStringEnumMemberName("paid")]
    Paid,

    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>The contract as changes carry it: strict, since a member we do not know would be lost here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(InvoicePage))]
internal sealed partial class InvoiceJson : JsonSerializerContext;

/// <summary>A customer's invoices in the order of their numbers.</summary>
internal sealed record InvoicePage(IReadOnlyList<Invoice> Items);
