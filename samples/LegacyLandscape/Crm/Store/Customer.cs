namespace LegacyLandscape.Crm.Store;

internal sealed record Customer
{
    /// <summary>Empty until the CRM has assigned one.</summary>
    public required string CustomerNo { get; init; }

    public required string Status { get; init; }
    public string? Segment { get; init; }
    public required string Name { get; init; }
    public string? TaxNo { get; init; }
    public decimal? CreditLimit { get; init; }

    /// <summary>yyyy-MM-dd</summary>
    public string? CustomerSince { get; init; }

    public string? Language { get; init; }
    public required IReadOnlyList<Phone> Phones { get; init; }
    public required IReadOnlyList<Address> Addresses { get; init; }

    /// <summary>Null where nobody ever kept a list, which is not the same as an empty one.</summary>
    public IReadOnlyList<Contact>? Contacts { get; init; }

    public string? Note { get; init; }
    public string? ExternalRef { get; init; }
    public int Version { get; init; }

    /// <summary>When the transaction that made this version began.</summary>
    public DateTimeOffset ModifiedAt { get; init; }

    /// <summary>Whether it is deleted, and told of only as modified.</summary>
    public bool IsDeleted { get; init; }
}

internal sealed record Phone(string Type, string Number);

internal sealed record Address(
    string Type, bool? Primary, IReadOnlyList<string> Lines, string? PostCode, string City, string Country);

internal sealed record Contact(string Name, string? Role, string? Email, IReadOnlyList<Phone> Phones);

/// <summary>A back-office edit; what is null stays as it is.</summary>
/// <param name="Version">The version that the clerk looks at; null to save over any.</param>
internal sealed record CustomerEdit(string? Name, string? Status, decimal? CreditLimit, string? Note, int? Version = null);
