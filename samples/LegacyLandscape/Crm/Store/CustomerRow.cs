using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LegacyLandscape.Crm.Store;

/// <summary>A customer as the table has it.</summary>
internal sealed record CustomerRow
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string CustomerNo { get; init; }
    public required string Status { get; init; }
    public string? Segment { get; init; }
    public required string Name { get; init; }
    public string? TaxNo { get; init; }
    public long? CreditLimitE2 { get; init; }
    public string? CustomerSince { get; init; }
    public string? Language { get; init; }
    public required string Phones { get; init; }
    public required string Addresses { get; init; }
    public string? Contacts { get; init; }
    public string? Note { get; init; }
    public string? ExternalRef { get; init; }
    public required long Version { get; init; }
    public required long ModifiedAt { get; init; }
    public long Deleted { get; init; }

    public static CustomerRow Of(Customer customer) => new()
    {
        CustomerNo = customer.CustomerNo,
        Status = customer.Status,
        Segment = customer.Segment,
        Name = customer.Name,
        TaxNo = customer.TaxNo,
        CreditLimitE2 = customer.CreditLimit is { } limit ? (long)(limit * 100) : null,
        CustomerSince = customer.CustomerSince,
        Language = customer.Language,
        Phones = JsonSerializer.Serialize(customer.Phones, Json),
        Addresses = JsonSerializer.Serialize(customer.Addresses, Json),
        Contacts = customer.Contacts is null ? null : JsonSerializer.Serialize(customer.Contacts, Json),
        Note = customer.Note,
        ExternalRef = customer.ExternalRef,
        Version = customer.Version,
        ModifiedAt = customer.ModifiedAt.ToUnixTimeSeconds(),
    };

    public Customer ToCustomer() => new()
    {
        CustomerNo = CustomerNo,
        Status = Status,
        Segment = Segment,
        Name = Name,
        TaxNo = TaxNo,
        CreditLimit = CreditLimitE2 / 100m,
        CustomerSince = CustomerSince,
        Language = Language,
        Phones = JsonSerializer.Deserialize<Phone[]>(Phones, Json)!,
        Addresses = JsonSerializer.Deserialize<Address[]>(Addresses, Json)!,
        Contacts = Contacts is null ? null : JsonSerializer.Deserialize<Contact[]>(Contacts, Json),
        Note = Note,
        ExternalRef = ExternalRef,
        Version = (int)Version,
        ModifiedAt = DateTimeOffset.FromUnixTimeSeconds(ModifiedAt),
        IsDeleted = Deleted == 1,
    };
}
