namespace Hub.Orders.Placing;

/// <summary>What a caller asks for; within the contract's limits.</summary>
internal sealed record PlaceOrder(string CustomerId, string? Reference, IReadOnlyList<PlaceOrderLine> Lines)
{
    public const int LongestCustomerId = 10;
    public const int LongestSku = 12;
    public const int LongestReference = 40;
    public const int MostLines = 100;
    public const int LargestQuantity = 999_999;
}

internal sealed record PlaceOrderLine(string Sku, int Quantity);
