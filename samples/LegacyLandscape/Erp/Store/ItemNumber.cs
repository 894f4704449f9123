namespace LegacyLandscape.Erp.Store;

/// <summary>Item numbers are CHAR(12) to the outside and kept here without the padding.</summary>
internal static class ItemNumber
{
    private const int Width = 12;

    public static string Pad(string itemNo) => itemNo.PadRight(Width);

    public static string Trim(string itemNo) => itemNo.TrimEnd(' ');
}
