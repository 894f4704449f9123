namespace Hub.Products.Stock;

/// <summary>Quantities of stock as the store keeps them: whole thousandths, since SQLite has no decimals.</summary>
internal static class Thousandths
{
    public static long Of(decimal quantity) => (long)(quantity * 1000);

    public static decimal ToQuantity(long thousandths) => thousandths / 1000m;
}
