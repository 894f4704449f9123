using System.Globalization;

namespace Hub.Invoices;

/// <summary>A day as the contract writes it, and as the store keeps it: <c>20261224</c>, which sorts.</summary>
internal static class Day
{
    public const string Expected = "a date, as in 2026-12-24";

    /// <summary>Returns the day that a text says, or null.</summary>
    public static DateOnly? Find(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static long ToNumber(DateOnly day) => (day.Year * 10_000L) + (day.Month * 100) + day.Day;

    public static DateOnly Of(long number) => new((int)(number / 10_000), (int)(number / 100 % 100), (int)(number % 100));
}
