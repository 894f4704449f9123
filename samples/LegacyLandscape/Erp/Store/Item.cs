using LegacyLandscape.Store;

namespace LegacyLandscape.Erp.Store;

internal sealed record Item
{
    public required string ItemNo { get; init; }
    public required string Description { get; init; }
    public required string Unit { get; init; }
    public required long PriceE4 { get; init; }
    public required bool Active { get; init; }
    public required string ListedOn { get; init; }
    public string? Remark { get; init; }
    public required long ChangeNo { get; init; }

    public decimal Price => Scaled.FromE4(PriceE4);
}

internal sealed record Stock
{
    public required string ItemNo { get; init; }
    public required long OnHandE3 { get; init; }

    /// <summary>The last movement, in microseconds since 1970.</summary>
    public required long AsOf { get; init; }

    public required long ReservedE3 { get; init; }

    public required long ChangeNo { get; init; }

    public decimal OnHand => OnHandE3 / 1_000m;

    public decimal Reserved => ReservedE3 / 1_000m;

    public decimal Available => OnHand - Reserved;
}

/// <summary>A back-office edit; what is null stays as it is.</summary>
internal sealed record ItemEdit(string? Description, decimal? Price, bool? Active);
