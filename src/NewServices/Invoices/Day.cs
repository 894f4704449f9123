namespace Hub.Invoices;

/// <summary>A day as the store keeps it: <c>20261224</c>, which sorts.</summary>
internal static class Day
{
    public static long ToNumber(DateOnly day) => (day.Year * 10_000L) + (day.Month * 100) + day.Day;

    public static DateOnly Of(long number) => new((int)(number / 10_000), (int)(number / 100 % 100), (int)(number % 100));
}
