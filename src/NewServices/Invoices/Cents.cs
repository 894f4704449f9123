namespace Hub.Invoices;

/// <summary>
/// Amounts as the store keeps them: whole hundredths, which add up without loss. Every currency here has two decimals.
/// </summary>
internal static class Cents
{
    /// <summary>The currencies that invoices are made in.</summary>
    public static readonly IReadOnlyList<string> Currencies = ["EUR", "CHF", "GBP", "USD"];

    /// <summary>Returns the hundredths of an amount, a half rounded away from zero.</summary>
    public static long Of(decimal amount) => (long)Math.Round(amount * 100, MidpointRounding.AwayFromZero);

    /// <summary>Returns the amount, written with two decimals.</summary>
    public static decimal ToAmount(long cents)
    {
        var digits = (UInt128)(cents < 0 ? -(Int128)cents : cents);
        return new decimal((int)(uint)digits, (int)(uint)(digits >> 32), 0, cents < 0, 2);
    }
}
