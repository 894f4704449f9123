namespace LegacyLandscape.Finance.Store;

/// <summary>Dates as integers, yyyyMMdd.</summary>
internal static class Date8
{
    public static int Of(DateOnly date) => (date.Year * 10_000) + (date.Month * 100) + date.Day;

    /// <returns>Null when the number is no date.</returns>
    public static DateOnly? Parse(int value) =>
        DateOnly.TryParseExact($"{value}", "yyyyMMdd", out var date) ? date : null;
}
