using System.Globalization;

namespace Hub.Adapters.Sql;

/// <summary>
/// The forms in which SQLite may hold a value: it has no times, truth values or UUIDs of its own, and a column without a
/// type holds whatever somebody's program wrote. A row is found in whichever of them it was written.
/// </summary>
internal static class SqliteNotations
{
    private static readonly string[] Midnights = [" 00:00:00", "T00:00:00", " 00:00", "T00:00", " 00:00:00.000", "T00:00:00.000"];

    /// <param name="type">The column's type in the plan.</param>
    /// <param name="text">The value as the request writes it, which is how it was read.</param>
    /// <param name="value">The value as it would be written.</param>
    public static IReadOnlyList<object> Of(SqlType type, string text, object value)
    {
        object[] others =
            type == SqlType.Uuid ? [text, text.ToUpperInvariant()]
            : type == SqlType.Boolean ? value is true ? ["true", "t"] : ["false", "f"]
            : type == SqlType.Text ? Numbers(text)
            : type == SqlType.Date ? [text, .. Midnights.Select(m => text + m)]
            : type == SqlType.Time ? [text]
            : type == SqlType.Timestamp || type == SqlType.Utc || type == SqlType.TimestampTz ? [.. Moments(text)]
            : [];
        return others.Length == 0 ? [value] : [value, .. others.Distinct().Select(o => o is string s ? new SqlRaw($"t{s}") : o)];
    }

    private static object[] Numbers(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            && whole.ToString(CultureInfo.InvariantCulture) == text ? [new SqlRaw($"i{text}")]
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number.ToString("R", CultureInfo.InvariantCulture) == text ? [new SqlRaw($"r{text}")]
        : [];

    private static IEnumerable<string> Moments(string text)
    {
        if (text.Length < 16)
            return [text];
        var (date, rest) = (text[..10], text[11..]);
        var at = rest.AsSpan().IndexOfAny('Z', '+', '-');
        var (time, zone) = at < 0 ? (rest, "") : (rest[..at], rest[at..]);
        string[] times = time.EndsWith(":00", StringComparison.Ordinal) && time.Length == 8 ? [time, time[..5]] : [time];
        string[] zones = zone switch
        {
            "" => [""],
            "Z" or "+00:00" => ["Z", "+00:00", "+00", ""],
            _ when zone.EndsWith(":00", StringComparison.Ordinal) => [zone, zone[..3]],
            _ => [zone],
        };
        return from t in times from z in zones from between in " T" select $"{date}{between}{t}{z}";
    }
}
