using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;

namespace Hub.Invoices;

/// <summary>
/// An invoice as the capability's public contract shows it. How it was taxed and what was credited is known only of invoices
/// that were made here; finance does not tell it.
/// </summary>
internal sealed record Invoice : IServiceRecord<Invoice>
{
    public required string Id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OrderId { get; init; }

    public required string CustomerId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExternalReference { get; init; }

    public required DateOnly IssuedOn { get; init; }

    public required DateOnly DueOn { get; init; }

    [Description("'paid' says that nothing is left to pay.")]
    public required InvoiceStatus Status { get; init; }

    public required string Currency { get; init; }

    public required decimal Net { get; init; }

    public required decimal Tax { get; init; }

    public required decimal Gross { get; init; }

    public required decimal Paid { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("What credit notes have taken from the gross amount; absent without credit notes.")]
    public decimal? Credited { get; init; }

    public required IReadOnlyList<InvoiceLine> Lines { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The tax of each rate, rounded once for the rate.")]
    public IReadOnlyList<InvoiceTax>? Taxes { get; init; }

    /// <summary>The entity tag.</summary>
    [JsonIgnore]
    public string Tag => EntityTag.Of(JsonSerializer.SerializeToElement(this, InvoiceJson.Default.Invoice));

    string IServiceRecord<Invoice>.CohortKey => CustomerId;

    public Invoice Named(string id, string? externalReference) =>
        this with { Id = id, ExternalReference = externalReference };

    public bool Says(Invoice other) => Tag == other.Tag;
}

internal sealed record InvoiceLine
{
    public required int Number { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sku { get; init; }

    public required string Description { get; init; }

    public required decimal Quantity { get; init; }

    public required decimal UnitPrice { get; init; }

    [Description("The quantity times the unit price, rounded to two decimals, a half away from zero.")]
    public required decimal Amount { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The rate that the line is taxed by, in percent.")]
    public decimal? TaxRate { get; init; }
}

/// <summary>What one rate comes to.</summary>
internal sealed record InvoiceTax(
    [property: Description("The rate, in percent.")] decimal Rate, decimal Net, decimal Tax);

[JsonConverter(typeof(ContractNameConverter<InvoiceStatus>))]
internal enum InvoiceStatus
{
    Open,
    PartlyPaid,
    Paid,
    Cancelled,
}
