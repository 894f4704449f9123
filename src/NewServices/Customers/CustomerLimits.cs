namespace Hub.Customers;

/// <summary>What the contract admits: the legacy side's own limits, since it must be told everything.</summary>
internal static class CustomerLimits
{
    /// <summary>Of a name and of every other text but the note.</summary>
    public const int LongestName = 80;
    public const int LongestNote = 400;
    public const int LongestReference = 64;
    public const int MostLines = 4;
    public const int AmountDigits = 15;
    public const int AmountDecimals = 2;
}
