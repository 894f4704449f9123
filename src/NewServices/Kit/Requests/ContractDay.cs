using System.Globalization;

namespace Hub.ServiceKit.Requests;

/// <summary>A day as contracts write it: <c>2026-12-24</c>.</summary>
public static class ContractDay
{
    /// <summary>Says in a refusal what is expected.</summary>
    public const string Expected = "a date, as in 2026-12-24";

    /// <summary>Returns the day that a text names; null where it names none.</summary>
    public static DateOnly? Find(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
