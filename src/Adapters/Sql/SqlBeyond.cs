using System.Text.RegularExpressions;

namespace Hub.Adapters.Sql;

/// <summary>
/// Reads values that a database has and neither JSON nor .NET has a form for: <c>infinity</c>, days before Christ and after
/// the year 9999, numbers that are not numbers. They go out as the database writes them, and come back so.
/// </summary>
internal static partial class SqlBeyond
{
    /// <summary>The value as the database writes it; null where the text is none of these.</summary>
    public static string? Read(SqlType type, string text)
    {
        if (type == SqlType.Decimal)
            return text switch { "NaN" => text, "INF" => "Infinity", "-INF" => "-Infinity", _ => null };
        if (type == SqlType.Time)
            return ShortTime.IsMatch(text) ? text : null;
        return IsDay(type) && Is(text) ? text : null;
    }

    /// <summary>Whether a day or a moment is one of these.</summary>
    public static bool Is(string text) =>
        text is "infinity" or "-infinity"
        || (!HasUsualYear(text) && Day.Match(text) is { Success: true } day
            && (day.Groups["bc"].Success || day.Groups["year"].Length > 4));

    // Nearly all have one, and a match of a regular expression takes memory for each.
    private static bool HasUsualYear(string text) =>
        text is [_, _, _, _, '-', ..] && !text.EndsWith(" BC", StringComparison.Ordinal);

    private static bool IsDay(SqlType type) =>
        type == SqlType.Date || type == SqlType.Timestamp || type == SqlType.Utc || type == SqlType.TimestampTz;

    // Minutes alone, and the end of a day.
    [GeneratedRegex(
        @"^([0-9]{2}:[0-9]{2}|24:00:00(\.0{1,6})?)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex ShortTime { get; }

    [GeneratedRegex(
        @"^(?<year>[0-9]{4,7})-[0-9]{2}-[0-9]{2}"
            + @"([ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}(:[0-9]{2}){0,2})?)?(?<bc> BC)?\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Day { get; }
}
