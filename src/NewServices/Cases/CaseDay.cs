using System.Globalization;

namespace Hub.Cases;

/// <summary>A day as the contract writes it.</summary>
internal static class CaseDay
{
    public const string Expected = "a date, as in 2026-12-24";

    /// <summary>Returns the day that a text says, or null.</summary>
    public static DateOnly? Find(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
