using LegacyLandscape.Store;

namespace LegacyLandscape.Erp.Store;

internal sealed record Order
{
    public required int OrderNo { get; init; }
    public required string CustomerNo { get; init; }
    public string? CustomerRef { get; init; }
    public string? ExternalRef { get; init; }

    /// <summary>Microseconds since 1970, always whole seconds: the ERP keeps no finer time.</summary>
    public required long OrderDate { get; init; }

    public string? RequestedOn { get; init; }
    public required string Status { get; init; }
    public required long TotalE4 { get; init; }
    public required long ChangeNo { get; init; }
    public IReadOnlyList<OrderLine> Lines { get; init; } = [];

    public decimal TotalAmount => Scaled.FromE4(TotalE4);
}

internal sealed record OrderLine
{
    public required int OrderNo { get; init; }
    public required int LineNo { get; init; }
    public required string ItemNo { get; init; }
    public required int Qty { get; init; }
    public required long UnitPriceE4 { get; init; }

    public decimal UnitPrice => Scaled.FromE4(UnitPriceE4);

    /// <summary>Exact, never rounded: four decimals hold every product of a price and a whole quantity.</summary>
    public decimal LineAmount => UnitPrice * Qty;
}

internal sealed record NewOrder(
    string CustomerNo, string? CustomerRef, string? ExternalRef, IReadOnlyList<NewOrderLine> Lines, bool BookStock = true);

/// <summary>What is null is not asked for; times in microseconds since 1970.</summary>
internal sealed record OrderSearch(
    string? CustomerNo,
    string? Status,
    long? PlacedFrom,
    long? PlacedUntil,
    bool OldestFirst,
    int? AfterOrderNo,
    int MaxCount);

internal sealed record NewOrderLine(string ItemNo, int Qty);

internal static class OrderStatus
{
    public const string New = "N";

    public static bool IsKnown(string status) => status is New or "R" or "S" or "X";

    /// <summary>What an order of a status can become, where that is checked.</summary>
    public static IReadOnlyList<string> After(string status) => status switch
    {
        New => ["R", "X"],
        "R" => ["S", "X"],
        _ => [],
    };

    public static string Word(string status) => status switch
    {
        New => "new",
        "R" => "released",
        "S" => "shipped",
        _ => "cancelled",
    };
}
