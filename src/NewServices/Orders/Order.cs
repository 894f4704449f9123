using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;

namespace Hub.Orders;

/// <summary>An order as the capability's public contract shows it, members in the order the legacy side has them too.</summary>
internal sealed record Order(
    string Id,
    string CustomerId,
    [property: JsonPropertyOrder(1), JsonConverter(typeof(UtcTime))] DateTimeOffset PlacedAt,
    [property: JsonPropertyOrder(1)] OrderStatus Status,
    [property: JsonPropertyOrder(1)] decimal Total,
    [property: JsonPropertyOrder(1)] IReadOnlyList<OrderLine> Lines,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reference = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ExternalReference = null)
    : IServiceRecord<Order>
{
    /// <summary>The entity tag.</summary>
    [JsonIgnore]
    public string Tag => EntityTag.Of(JsonSerializer.SerializeToElement(this, OrderJson.Default.Order));

    string IServiceRecord<Order>.CohortKey => CustomerId;

    public Order Named(string id, string? externalReference) => this with { Id = id, ExternalReference = externalReference };

    public bool Says(Order other) => this with { Lines = other.Lines } == other && Lines.SequenceEqual(other.Lines);
}

internal sealed record OrderLine(string Sku, int Quantity, decimal UnitPrice, decimal Amount);

[JsonConverter(typeof(ContractNameConverter<OrderStatus>))]
internal enum OrderStatus
{
    New,
    Released,
    Shipped,
    Cancelled,
}
