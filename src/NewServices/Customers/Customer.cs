using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;

namespace Hub.Customers;

/// <summary>A customer as the capability's public contract shows it.</summary>
internal sealed record Customer : IServiceRecord<Customer>
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required CustomerStatus Status { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Segment? Segment { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TaxNumber { get; init; }

    /// <summary>Null when none was ever agreed; 0 is cash in advance.</summary>
    public required decimal? CreditLimit { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? CustomerSince { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Language { get; init; }

    public required IReadOnlyList<Phone> Phones { get; init; }

    public required IReadOnlyList<Address> Addresses { get; init; }

    /// <summary>Null where nobody ever kept a list, which is not the same as an empty one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<Contact>? Contacts { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExternalReference { get; init; }

    /// <summary>The entity tag, the same on either side.</summary>
    [JsonIgnore]
    public string Tag => EntityTag.Of(JsonSerializer.SerializeToElement(this, CustomerJson.Default.Customer));

    string IServiceRecord<Customer>.CohortKey => Id;

    public Customer Named(string id, string? externalReference) => this with { Id = id, ExternalReference = externalReference };

    public bool Says(Customer other) => Tag == other.Tag && ExternalReference == other.ExternalReference;
}

internal sealed record Phone(PhoneType Type, string Number);

internal sealed record Address(
    AddressType Type,
    [property: JsonPropertyOrder(1)] IReadOnlyList<string> Lines,
    [property: JsonPropertyOrder(3)] string City,
    [property: JsonPropertyOrder(4)] string Country,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Primary = null,
    [property: JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? PostCode = null);

internal sealed record Contact(
    string Name,
    [property: JsonPropertyOrder(1)] string? Email,
    [property: JsonPropertyOrder(2)] IReadOnlyList<Phone> Phones,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role = null);

[JsonConverter(typeof(ContractNameConverter<CustomerStatus>))]
internal enum CustomerStatus
{
    Prospect,
    Active,
    Blocked,
}

[JsonConverter(typeof(OwnName<Segment>))]
internal enum Segment
{
    A,
    B,
    C,
}

[JsonConverter(typeof(ContractNameConverter<PhoneType>))]
internal enum PhoneType
{
    Office,
    Mobile,
    Fax,
}

[JsonConverter(typeof(ContractNameConverter<AddressType>))]
internal enum AddressType
{
    Billing,
    Delivery,
}
